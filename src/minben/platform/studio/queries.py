"""What analysts look at: the logs of the tenant, and each of them mined."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePath
from typing import Any

import numpy as np
from django.db.models import Max
from django.utils.translation import gettext as _

from minben.kernel import mining
from minben.kernel.decision import Model
from minben.kernel.eventlog import NO_TIME, EventLog
from minben.kernel.finding import InputError, refuse
from minben.kernel.mining import Analysis, Deviations, analyse, discovered, picture_of
from minben.kernel.mining.texts import Language
from minben.kernel.pack import CaseResult, Service, before_and_after, run_cases
from minben.kernel.process import Node, Process
from minben.platform.casework.eventlog import case_log, stamp, step_log
from minben.platform.casework.facts import day_of
from minben.platform.casework.models import Case
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.models import Publication
from minben.platform.catalogue.queries import Published, place_locale
from minben.platform.journal.queries import entries, now
from minben.platform.journal.tenancy import current_tenant
from minben.platform.studio import reading
from minben.platform.studio.editions import Edition
from minben.platform.studio.models import Job, RuleDraft, Upload
from minben.platform.studio.rulebook import Rulebook
from minben.platform.studio.whatif import Today
from minben.platform.studio.wording import TASKS, Words

SERVICE, UPLOAD = "service", "upload"
ALL = "all"  # every service of the city in one log


@dataclass(frozen=True)
class Source:
    """One log that can be studied. `version` changes whenever its events do."""

    kind: str  # service or upload
    id: str
    name: str
    cases: int
    version: str
    upload: Upload | None = None

    @property
    def address(self) -> tuple[str, str]:
        """What its pages' addresses hold."""
        return self.kind, self.id


def services(language: str, everything: str) -> list[Source]:
    """The city's own logs: each service with cases, and all of them together (called `everything`)."""
    counted = Counter(Case.objects.values_list("service", flat=True))
    version = _journal_version()
    found = [
        Source(SERVICE, one.id, one.say("name", place_locale(language)), counted[one.id], version)
        for one in catalogue.services()
        if counted[one.id]
    ]
    return [*found, Source(SERVICE, ALL, everything, counted.total(), version)] if found else []


def _journal_version() -> str:
    newest = entries("case").aggregate(newest=Max("number"))["newest"]
    return str(newest if newest is not None else "")


def uploads() -> list[Source]:
    """The logs that analysts of the tenant brought, newest first."""
    rows = Upload.objects.defer("content").order_by("-number")
    return [Source(UPLOAD, str(row.number), row.name, row.cases, row.sha256, row) for row in rows]


def source(kind: str, id: str, language: str, everything: str) -> Source | None:  # noqa: A002 - the address's word
    """One log of the tenant, or None."""
    found = services(language, everything) if kind == SERVICE else uploads() if kind == UPLOAD else []
    return next((one for one in found if one.id == id), None)


def log_of(chosen: Source) -> EventLog:
    """The events; the city's own by the codes of its packs, which mean the same in every language."""
    if chosen.upload is not None:
        row = Upload.objects.get(pk=chosen.upload.pk)
        return reading.read(row.name, bytes(row.content), row.columns)
    return case_log("" if chosen.id == ALL else chosen.id)


def words(chosen: Source, language: str) -> Words:
    """The reader's words for a log; one from outside keeps its own."""
    if chosen.upload is not None:
        return Words()
    return Words.of(catalogue.services(), place_locale(language))


@dataclass(frozen=True)
class Mined:
    """A log with everything that its pages say about it."""

    log: EventLog
    analysis: Analysis
    process: Process
    at: datetime

    def picture(self, language: Language) -> str:
        """The discovered process as SVG, in lanes, hot where most time passes."""
        return picture_of(self.analysis, self.process, language)


def mined(chosen: Source, language: str) -> Mined:
    """The log, mined and in the reader's words. The same events are mined once in each process of the server."""
    found = _mined(current_tenant(), *chosen.address, chosen.version, _Hidden(chosen))
    said = words(chosen, language)
    process = replace(said.process(found.process), name=chosen.name)
    return Mined(said.log(found.log), said.told(found.analysis), process, found.at)


@dataclass(frozen=True)
class _Hidden:
    """Carries the source past the cache's key: tenant, address and version tell logs apart."""

    source: Source

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)


@lru_cache(maxsize=6)
def _mined(_tenant: str, _kind: str, _id: str, _version: str, hidden: _Hidden) -> Mined:
    log, moment = log_of(hidden.source), now()
    found, process = discovered(log)
    return Mined(log, analyse(log, found, now=stamp(moment)), process, moment)


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
        return mined(chosen, language).log.activities
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


@dataclass(frozen=True)
class Path:
    """One way that cases take: its place by frequency, what it and those before it cover, the median time in hours."""

    place: int
    trace: tuple[str, ...]
    count: int
    share: float
    cumulated: float
    median: float | None
    examples: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """As a row of a table."""
        said = {
            "place": self.place,
            "trace": " > ".join(self.trace),
            "cases": self.count,
            "share": self.share,
        }
        return {
            **said,
            "cumulated": self.cumulated,
            "median_hours": self.median,
            "examples": "; ".join(self.examples),
        }


def paths(chosen: Source, language: str) -> list[Path]:
    """Every way that cases of a log take, the commonest first."""
    log = mined(chosen, language).log
    spent = mining.throughput(log)
    hours = np.full(len(log.cases), np.nan)
    hours[spent.cases] = spent.hours
    found: list[Path] = []
    so_far = 0
    for place, one in enumerate(mining.variants(log), 1):
        so_far += one.count
        known = hours[one.cases][~np.isnan(hours[one.cases])]
        median = float(np.median(known)) if known.size else None
        examples = tuple(log.cases[case] for case in one.cases[:3].tolist())
        shares = one.count / len(log.cases), so_far / len(log.cases)
        found.append(Path(place, one.trace, one.count, *shares, median, examples))
    return found


def months(chosen: Source, language: str) -> list[tuple[str, int, int]]:
    """For each month how many cases began and how many events happened."""
    log = mined(chosen, language).log
    timed = log.time != NO_TIME
    of_event = log.time[timed].astype("datetime64[us]").astype("datetime64[M]").astype(str)
    _cases, first = np.unique(log.case_index[timed], return_index=True)
    begun, events = Counter(of_event[first].tolist()), Counter(of_event.tolist())
    return [(month, begun[month], events[month]) for month in sorted(events)]


def is_deployed(chosen: Source) -> bool:
    """Whether the log is of one service of the city, which has a process in force."""
    return chosen.kind == SERVICE and chosen.id != ALL


def deviations(chosen: Source, language: str) -> Deviations:
    """Where cases that are over left the process in force; of a log from outside, the process found in it.

    NoAutomaton when the process cannot be compared in this way.
    """
    service = catalogue.service(chosen.id) if is_deployed(chosen) else None
    if service is None:
        found = mined(chosen, language)
        return mining.deviations(found.log, found.process)
    process = service.service.process
    coded = replace(process, nodes=tuple(_by_code(node) for node in process.nodes))
    found = mining.deviations(step_log(chosen.id), coded)
    names = words(chosen, language).steps
    rows = [
        replace(row, activity=names.get(row.activity, row.activity), other=names.get(row.other, row.other))
        for row in found.rows
    ]
    return replace(found, rows=tuple(rows))


def _by_code(node: Node) -> Node:
    """A task under its id, as the log of steps names it."""
    return replace(node, name=node.id) if node.kind in TASKS else node
