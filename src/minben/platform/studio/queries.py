"""What analysts look at: the logs of the tenant, and each of them mined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel.decision import Model
from minben.kernel.finding import InputError, refuse
from minben.kernel.pack import CaseResult, Service, before_and_after, run_cases
from minben.kernel.process import Process
from minben.platform.casework.eventlog import step_log
from minben.platform.casework.facts import day_of
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.models import Publication
from minben.platform.catalogue.queries import Published, place_locale
from minben.platform.journal.queries import now
from minben.platform.studio import reading
from minben.platform.studio.editions import Edition
from minben.platform.studio.models import Job, RuleDraft, Upload
from minben.platform.studio.rulebook import Rulebook
from minben.platform.studio.studied import (
    ALL,
    SERVICE,
    UPLOAD,
    Mined,
    Source,
    Waiting,
    activities,
    choices,
    deviations,
    events,
    is_deployed,
    left_of,
    log_of,
    mined,
    months,
    paths,
    services,
    source,
    study,
    thinned,
    uploads,
    words,
)
from minben.platform.studio.studies import Path
from minben.platform.studio.whatif import Today
from minben.platform.studio.wording import TASKS, Words

__all__ = [
    "ALL",
    "SERVICE",
    "UPLOAD",
    "Mined",
    "Path",
    "Source",
    "Waiting",
    "choices",
    "deviations",
    "events",
    "is_deployed",
    "left_of",
    "log_of",
    "mined",
    "months",
    "paths",
    "services",
    "source",
    "study",
    "thinned",
    "uploads",
    "words",
]


def today(job: Job) -> Today:
    """What a job tries out: a service's deployed process, else the process found in the log. InputError when the log
    is gone or too small.
    """
    found = source(job.source["kind"], job.source["id"], job.language, job.name)
    if found is None:
        raise refuse(job.name, "The log is not here any more.", "Bring it again.")
    said = words(found, job.language)
    service = catalogue.service(found.id) if found.kind == SERVICE else None
    if service is None:
        return Today.discovered(log_of(found), said)
    return Today.deployed(step_log(found.id), service.service.process, said)


def steps(chosen: Source, language: str) -> tuple[str, ...]:
    """Names of the steps that a redesign may be forbidden to touch."""
    said = words(chosen, language)
    service = catalogue.service(chosen.id) if chosen.kind == SERVICE else None
    if service is None:
        return activities(chosen, language)
    return tuple(node.name for node in said.deployed(service.service.process).nodes if node.kind in TASKS)


def jobs(chosen: Source | None = None, limit: int = 10) -> list[Job]:
    """The newest long work of the tenant, or that on one log."""
    rows = Job.objects.defer("result").order_by("-number")
    if chosen is not None:
        rows = rows.filter(source={"kind": chosen.kind, "id": chosen.id})
    return list(rows[:limit])


def job(number: int) -> Job | None:
    """One piece of work, with its result."""
    return Job.objects.filter(number=number).first()


def columns_told(row: Upload) -> dict[str, Any]:
    """Which column of an uploaded table says what."""
    return {role: row.columns[role] for role in reading.ROLES if row.columns.get(role)}


def rulebook(service: str, language: str, day: date | None = None) -> Rulebook | None:
    """The rules of a service of the tenant in force on a day or today, in the reader's words; None when it is not
    offered here. InputError when no rules are in force on that day.
    """
    found = catalogue.service(service)
    if found is None:
        return None
    return _rulebook(found, language, day)


def rulebooks(language: str) -> list[Rulebook]:
    """The rules of every service in force."""
    return [_rulebook(found, language) for found in catalogue.services()]


def _rulebook(found: Published, language: str, day: date | None = None) -> Rulebook:
    law = law_today(found) if day is None else found.service.law(day)
    return Rulebook(law, found.place, found.service, place_locale(language))


def law_file(service: str) -> str:
    """The file of a service's rules in force today, "" when it is not offered here."""
    found = catalogue.service(service)
    return PurePath(law_today(found).file).name if found else ""


def law_today(found: Published) -> Model:
    """The rules in force today in the place."""
    return found.service.law(day_of(found.place, now()))


def published() -> list[Published]:
    """The services in force in the tenant."""
    return catalogue.services()


def in_force(service: str) -> Published | None:
    """One service in force in the tenant, or None."""
    return catalogue.service(service)


def cases_of(found: Published) -> list[CaseResult]:
    """The worked cases of a service in force, played."""
    return _played(found.service.digest, _Whole(found))


@dataclass(frozen=True)
class _Whole:
    """Carries a published service past the cache's key: its digest tells services apart."""

    published: Published

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole)


@lru_cache(maxsize=32)
def _played(_digest: str, whole: _Whole) -> list[CaseResult]:
    """Worked cases depend on nothing but the pack: they are played once in each process of the server."""
    return run_cases(whole.published.service, whole.published.place)


def editions(found: Published, locale: str) -> list[Edition]:
    """The version in force, those before it, newest first, and what its reforms made or would make of it.

    A pack published so long ago that it can no longer be read is left out.
    """
    past = [one for row in catalogue.versions(found.id) if (one := _edition(row)) is not None]
    return [*past, *(_reformed(found, reform.id, locale) for reform in found.service.reforms if reform.files)]


def _edition(row: Publication) -> Edition | None:
    try:
        place, service = catalogue.pinned(row.pack, row.service)
    except InputError:
        return None
    key = row.digest[:12]
    return Edition(key, f"{row.version} ({key})", service, place, row.published_at, row.withdrawn_at)


def _reformed(found: Published, reform: str, locale: str) -> Edition:
    one = next(each for each in found.service.reforms if each.id == reform)
    before, after = _both(found.service.digest, reform, _Whole(found))
    words = found.service.texts[locale].get(f"reforms.{reform}.title", reform)
    text = _("Before the reform: %(reform)s") if one.deployed else _("With the reform: %(reform)s")
    service = before if one.deployed else after
    return Edition(f"reform-{reform}", text % {"reform": words}, service, found.place, draft=not one.deployed)


@lru_cache(maxsize=32)
def _both(_digest: str, reform: str, whole: _Whole) -> tuple[Service, Service]:
    found = whole.published
    one = next(each for each in found.service.reforms if each.id == reform)
    return before_and_after(found.place, found.service, one)


def told(found: Published, edition: Edition, language: str) -> Process:
    """The process of a version in the reader's words."""
    spoken = Words.of([replace(found, service=edition.service, place=edition.place)], place_locale(language))
    return spoken.deployed(edition.service.process)


def drafts(owner: str, service: str = "") -> list[RuleDraft]:
    """The drafts of rules that somebody has, newest first."""
    rows = RuleDraft.objects.filter(owner=owner).order_by("-number")
    return list(rows.filter(service=service) if service else rows)


def draft(owner: str, number: int) -> RuleDraft | None:
    """One draft of somebody, or None."""
    return RuleDraft.objects.filter(owner=owner, number=number).first()
