"""The worker's side of the studio: long work under a lease of the database's clock.

A job is computed outside any transaction; each step says how far it is and renews the lease. A worker that is killed
leaves a lease that runs out, and the next worker begins the job anew: with the same seed it gives the same result.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from minben.kernel.finding import InputError
from minben.platform.identity.queries import tenants
from minben.platform.journal.actor import system
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.studio import actions, queries, whatif
from minben.platform.studio.models import Job
from minben.platform.studio.wording import refusal

LEASE = timedelta(seconds=60)  # a step takes a second or two; a killed worker is noticed after this
STEP = 0.01  # share of the work between two words to the database
GIVE_UP = 3  # attempts that ended without a word (killed, or an error of ours)
log = logging.getLogger(__name__)


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
    """Says how far a job is, and that its worker lives; Lost when it is not this worker's any more."""

    tenant: str
    job: Job
    worker: str
    lease: timedelta
    said: float = 0.0

    def __call__(self, share: float) -> None:
        if share - self.said < STEP:
            return
        self.said = share
        with scope(self.tenant):
            held = Job.objects.filter(pk=self.job.pk, leased_by=self.worker, done_at=None)
            if not held.update(progress=share, leased_until=now() + self.lease):
                raise Lost(self.job.number)


def _do(tenant: str, job: Job, worker: str, lease: timedelta) -> bool:
    """Compute and finish; False when the job goes to another attempt or to nobody."""
    try:
        result, trouble = _computed(tenant, job, _Telling(tenant, job, worker, lease))
    except Lost:
        return False
    except Exception as error:  # an error of ours must not stop the others' work; it stays listed
        log.exception("Job %s failed", job.number)
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
