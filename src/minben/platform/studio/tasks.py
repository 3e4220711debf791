"""The worker's side of the studio: long work and studies of logs, under a lease of the database's clock.

A job is computed outside any transaction; each step says how far it is and renews the lease. A worker that is killed
leaves a lease that runs out, and the next worker begins the job anew: with the same seed it gives the same result.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from minben.kernel.finding import InputError
from minben.platform.identity.queries import tenants
from minben.platform.journal.actor import system
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.studio import actions, queries, studied, studies, whatif
from minben.platform.studio.keeping import kept
from minben.platform.studio.models import Job, LogStudy
from minben.platform.studio.studied import Source
from minben.platform.studio.wording import refusal

LEASE = timedelta(seconds=60)  # a step takes a second or two; a killed worker is noticed after this
STEP = 0.01  # share of the work between two words to the database
GIVE_UP = 3  # attempts that ended without a word (killed, or an error of ours)
HELD = ["asked", "attempts", "progress", "trouble", "leased_until", "leased_by"]
log_ = logging.getLogger(__name__)


class Lost(RuntimeError):
    """The work is no longer this worker's: its lease ran out, or nobody wants it any more."""


def run_once(worker: str, lease: timedelta = LEASE) -> int:
    """Do every waiting job of every tenant, oldest first; answers how many were finished."""
    done = 0
    for tenant in tenants():
        while True:
            with scope(tenant.pk):
                job = take(worker, lease)
            if job is None:
                break
            done += _do(tenant.pk, job, worker, lease)
    return done


def work_once(worker: str, lease: timedelta = LEASE) -> int:
    """What people asked for first, then studies of logs that are new or have changed; answers how many were done."""
    return run_once(worker, lease) + study_once(worker, lease)


def study_once(worker: str, lease: timedelta = LEASE) -> int:
    """Study every log of every tenant whose study is missing or old; answers how many were made."""
    made = 0
    for tenant in tenants():
        with scope(tenant.pk):
            sources = [*studied.uploads(), *studied.services("", "")]
        for chosen in sources:
            with scope(tenant.pk):
                held = _held(chosen, worker, lease)
            made += held is not None and _study(tenant.pk, chosen, held, worker, lease)
    return made


def _held(chosen: Source, worker: str, lease: timedelta) -> LogStudy | None:
    """The study of this log, now this worker's to make; None when it is current, given up, or somebody else's."""
    moment = now()
    if studied.is_current(studied.row_of(chosen), chosen, moment, studied.RENEW):
        return None
    with transaction.atomic():
        row, _new = LogStudy.objects.select_for_update().get_or_create(kind=chosen.kind, log_id=chosen.id)
        if row.leased_until is not None and row.leased_until > moment:
            return None
        tried = row.attempts if row.asked == chosen.version else 0
        if tried >= GIVE_UP or (row.trouble and row.asked == chosen.version):
            return None
        row.asked, row.attempts, row.progress, row.trouble = chosen.version, tried + 1, 0.0, ""
        row.leased_until, row.leased_by = moment + lease, worker
        row.save(update_fields=HELD)
    return row


def _study(tenant: str, chosen: Source, row: LogStudy, worker: str, lease: timedelta) -> bool:
    """Make the study and keep it, if it is still this worker's to keep; or keep in words why there is none."""
    tell = _Telling(tenant, LogStudy, row.pk, worker, lease)
    found: dict[str, Any] = {}
    try:
        with scope(tenant):
            material = studied.material(chosen)
        log, study = material.made(tell)
        found = {"content": studies.written(study), "events": zlib.compress(kept(log), 1)}
        found |= {"made_at": study.at, "version": chosen.version, "edition": studies.EDITION}
    except Lost:
        return False
    except InputError as error:
        found = {"trouble": str(error.findings[0].message)}
    except Exception:  # an error of ours must not stop the others' work; it stays listed
        log_.exception("Log %s could not be studied", "/".join(chosen.address))
    with scope(tenant):
        done = {"leased_until": None, "progress": 0.0, **found}
        done |= {"attempts": 0} if found else {}
        return bool(LogStudy.objects.filter(pk=row.pk, leased_by=worker).update(**done)) and bool(found)


def take(worker: str, lease: timedelta = LEASE) -> Job | None:
    """The oldest job that nobody holds, now held by this worker."""
    moment = now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    with transaction.atomic():
        rows = Job.objects.filter(free, done_at=None).order_by("asked_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.defer("result").first()
        if job is not None:
            job.leased_until, job.leased_by = moment + lease, worker
            job.attempts, job.progress = job.attempts + 1, 0.0
            job.save(update_fields=["leased_until", "leased_by", "attempts", "progress"])
    return job


@dataclass
class _Telling:
    """Says how far work is, and that its worker lives; Lost when it is not this worker's any more."""

    tenant: str
    model: type[Job] | type[LogStudy]
    pk: int
    worker: str
    lease: timedelta
    said: float = 0.0

    def __call__(self, share: float) -> None:
        if share - self.said < STEP:
            return
        self.said = share
        with scope(self.tenant):
            held = self.model.objects.filter(pk=self.pk, leased_by=self.worker)
            if self.model is Job:
                held = held.filter(done_at=None)
            if not held.update(progress=share, leased_until=now() + self.lease):
                raise Lost(self.pk)


def _do(tenant: str, job: Job, worker: str, lease: timedelta) -> bool:
    """Compute and finish; False when the job goes to another attempt or to nobody."""
    try:
        result, trouble = _computed(tenant, job, _Telling(tenant, Job, job.pk, worker, lease))
    except Lost:
        return False
    except Exception as error:  # an error of ours must not stop the others' work; it stays listed
        log_.exception("Job %s failed", job.number)
        if job.attempts < GIVE_UP:
            _leave(tenant, job, worker)
            return False
        result, trouble = b"", f"{type(error).__name__}: {error}"[:2000]
    with scope(tenant):
        return bool(actions.finish(system(tenant), job.number, result, trouble))


def _computed(tenant: str, job: Job, tell: Callable[[float], None]) -> tuple[bytes, str]:
    """The result, or in words why there is none; said in the language of who asked."""
    if job.attempts > GIVE_UP:
        return b"", actions.WORN_OUT
    with translation.override(job.language):
        try:
            with scope(tenant):
                today = queries.today(job)
            options = whatif.Options.of(job.options)
            return whatif.packed(whatif.work(job.kind, today, options, tell)), ""
        except InputError as error:
            return b"", "\n".join(refusal(finding) for finding in error.findings)


def _leave(tenant: str, job: Job, worker: str) -> None:
    """Give the lease back at once, so that another attempt need not wait for it to run out."""
    with scope(tenant):
        Job.objects.filter(pk=job.pk, leased_by=worker).update(leased_until=None)
