"""The tenant's logs and what is known of them: read from what the worker keeps. Serves every page of a log.

A small log that the worker has not come to yet is studied on the spot; for a larger one the page says how far the
worker is. A service's log changes with every act, so its study is a few minutes old and says of when it is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Max

from minben.kernel.eventlog import Chosen, EventLog, choose, read_choices
from minben.kernel.finding import refuse
from minben.kernel.mining import Analysis, Deviations, NoAutomaton, picture_of
from minben.kernel.mining.texts import Language
from minben.kernel.process import Node, Process
from minben.platform.casework.eventlog import case_log, stamp, step_log
from minben.platform.casework.models import Case
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import place_locale
from minben.platform.journal.queries import entries, now
from minben.platform.journal.tenancy import current_tenant
from minben.platform.studio import reading, studies
from minben.platform.studio.drawing import Thin
from minben.platform.studio.keeping import log_in
from minben.platform.studio.models import LogChoices, LogStudy, Upload
from minben.platform.studio.studies import Path, Study
from minben.platform.studio.wording import TASKS, Words

SERVICE, UPLOAD = "service", "upload"
ALL = "all"  # every service of the city in one log
AT_ONCE = 20_000  # events that a page studies itself when the worker has not yet
EVENTS_A_CASE = 20  # of the city's own cases, about
RENEW = timedelta(minutes=10)  # age at which the worker looks at a service's log again
STALE = timedelta(hours=1)  # age at which a page no longer waits for a worker that does not come


class Waiting(LookupError):
    """The log is too large to be studied while somebody waits, and the worker is not done; `share` of it is."""

    def __init__(self, chosen: Source, share: float, *, begun: bool, trouble: str) -> None:
        super().__init__(chosen.name)
        self.source, self.share, self.begun, self.trouble = chosen, share, begun, trouble


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

    @property
    def events(self) -> int:
        """How many it holds; of the city's own cases, about."""
        return self.cases * EVENTS_A_CASE if self.upload is None else self.upload.events


def services(language: str, everything: str) -> list[Source]:
    """The city's own logs: each service with cases, and all of them together (called `everything`)."""
    counted = Counter(Case.objects.values_list("service", flat=True))
    version, chosen = _journal_version(), _chosen_of(SERVICE)
    found = [
        Source(
            SERVICE,
            one.id,
            one.say("name", place_locale(language)),
            counted[one.id],
            version + chosen.get(one.id, ""),
        )
        for one in catalogue.services()
        if counted[one.id]
    ]
    whole = Source(SERVICE, ALL, everything, counted.total(), version + chosen.get(ALL, ""))
    return [*found, whole] if found else []


def _journal_version() -> str:
    newest = entries("case").aggregate(newest=Max("number"))["newest"]
    return str(newest if newest is not None else "")


def _chosen_of(kind: str) -> dict[str, str]:
    """Log -> a digest of what was chosen about it."""
    rows = LogChoices.objects.filter(kind=kind).values_list("log", "said")
    return {
        log: hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12] for log, said in rows
    }


def uploads() -> list[Source]:
    """The logs that analysts of the tenant brought, newest first."""
    rows, chosen = Upload.objects.defer("content").order_by("-number"), _chosen_of(UPLOAD)
    return [
        Source(
            UPLOAD, str(row.number), row.name, row.cases, row.sha256 + chosen.get(str(row.number), ""), row
        )
        for row in rows
    ]


def source(kind: str, id: str, language: str, everything: str) -> Source | None:  # noqa: A002 - the address's word
    """One log of the tenant, or None."""
    found = services(language, everything) if kind == SERVICE else uploads() if kind == UPLOAD else []
    return next((one for one in found if one.id == id), None)


def choices(chosen: Source) -> dict[str, str]:
    """What analysts chose to do about what is suspicious in a log: kind -> keep, drop, correct."""
    row = LogChoices.objects.filter(kind=chosen.kind, log=chosen.id).first()
    return {} if row is None else dict(row.said)


def read_whole(chosen: Source) -> EventLog:
    """The events as they came; the city's own by the codes of its packs, which mean the same in every language."""
    return _reader(chosen)()


def cleaned(log: EventLog, said: Mapping[str, str], moment: datetime) -> tuple[EventLog, tuple[Chosen, ...]]:
    """The log after what was chosen, and what that met. InputError when nothing is left of it."""
    found, met = choose(log, read_choices(said), stamp(moment))
    if not len(found):
        raise refuse(log.origin, "Nothing is left of the log.", "Drop less.")
    return found, met


def left_of(chosen: Source, said: Mapping[str, str]) -> EventLog:
    """What these choices would leave of a log. InputError for a choice that does not fit."""
    return choose(read_whole(chosen), read_choices(said), stamp(now()))[0]


def log_of(chosen: Source) -> EventLog:
    """The events that are studied: what was chosen about them is done."""
    return cleaned(read_whole(chosen), choices(chosen), now())[0]


def words(chosen: Source, language: str) -> Words:
    """The reader's words for a log; one from outside keeps its own."""
    if chosen.upload is not None:
        return Words()
    return Words.of(catalogue.services(), place_locale(language))


def is_deployed(chosen: Source) -> bool:
    """Whether the log is of one service of the city, which has a process in force."""
    return chosen.kind == SERVICE and chosen.id != ALL


@dataclass(frozen=True)
class Material:
    """What a study is made of, taken from the tables at once so that the work itself needs none."""

    read: Callable[[], EventLog]
    said: Mapping[str, str]
    prescribed: tuple[EventLog, Process] | None
    moment: datetime

    def made(self, tell: studies.Tell | None = None) -> tuple[EventLog, Study]:
        """The log that is studied, and the study. InputError when it cannot be read or nothing is left of it."""
        log, met = cleaned(self.read(), self.said, self.moment)
        study = studies.studied(log, self.moment, chosen=met, prescribed=self.prescribed, tell=tell)
        return log, study


def material(chosen: Source) -> Material:
    """All that the study of a log needs."""
    return Material(_reader(chosen), choices(chosen), _prescribed(chosen), now())


def _reader(chosen: Source) -> Callable[[], EventLog]:
    if chosen.upload is not None:
        row = Upload.objects.get(pk=chosen.upload.pk)
        return lambda: reading.read(row.name, bytes(row.content), row.columns)
    log = case_log("" if chosen.id == ALL else chosen.id)
    return lambda: log


def _prescribed(chosen: Source) -> tuple[EventLog, Process] | None:
    """The process in force of a service, its tasks by their ids, and the log of them."""
    service = catalogue.service(chosen.id) if is_deployed(chosen) else None
    if service is None:
        return None
    process = service.service.process
    return step_log(chosen.id), replace(process, nodes=tuple(_by_code(node) for node in process.nodes))


def _by_code(node: Node) -> Node:
    """A task under its id, as the log of steps names it."""
    return replace(node, name=node.id) if node.kind in TASKS else node


def row_of(chosen: Source) -> LogStudy | None:
    """What the worker keeps of a log, without its bytes."""
    rows = LogStudy.objects.filter(kind=chosen.kind, log_id=chosen.id)
    return rows.defer("content", "events").first()


def is_current(row: LogStudy | None, chosen: Source, moment: datetime, age: timedelta) -> bool:
    """Whether a study can be shown: of the log as it is or, for a service's, not older than `age`."""
    if row is None or row.made_at is None or row.edition != studies.EDITION:
        return False
    return row.version == chosen.version or (chosen.upload is None and moment - row.made_at < age)


def study(chosen: Source) -> Study:
    """What is known of a log. Waiting when the worker must be waited for."""
    row = row_of(chosen)
    if is_current(row, chosen, now(), STALE):
        return _opened(current_tenant(), _Row(row))
    if chosen.events > AT_ONCE:
        raise Waiting(
            chosen,
            0.0 if row is None else row.progress,
            begun=row is not None and row.leased_until is not None,
            trouble="" if row is None or row.asked != chosen.version else row.trouble,
        )
    return _at_once(current_tenant(), *chosen.address, chosen.version, _Hidden(chosen))[1]


@dataclass(frozen=True, eq=False)
class _Row:
    """A kept study as a cache's key: what was made when."""

    row: LogStudy

    def __hash__(self) -> int:
        return hash((self.row.pk, self.row.made_at))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and (self.row.pk, self.row.made_at) == (
            other.row.pk,
            other.row.made_at,
        )


@lru_cache(maxsize=16)
def _opened(_tenant: str, key: _Row) -> Study:
    return studies.read(bytes(LogStudy.objects.values_list("content", flat=True).get(pk=key.row.pk)))


@lru_cache(maxsize=3)
def _events(_tenant: str, key: _Row) -> EventLog:
    packed = bytes(LogStudy.objects.values_list("events", flat=True).get(pk=key.row.pk))
    return log_in(zlib.decompress(packed))


@dataclass(frozen=True)
class _Hidden:
    """Carries the source past the cache's key: tenant, address and version tell logs apart."""

    source: Source

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)


@lru_cache(maxsize=6)
def _at_once(_tenant: str, _kind: str, _id: str, _version: str, hidden: _Hidden) -> tuple[EventLog, Study]:
    return material(hidden.source).made()


def events(chosen: Source, language: str) -> EventLog:
    """The events of a log in the reader's words. Waiting when the worker must be waited for."""
    row = row_of(chosen)
    said = words(chosen, language)
    if is_current(row, chosen, now(), STALE):
        return said.log(_events(current_tenant(), _Row(row)))
    study(chosen)  # Waiting, or both are there now
    return said.log(_at_once(current_tenant(), *chosen.address, chosen.version, _Hidden(chosen))[0])


@dataclass(frozen=True)
class Mined:
    """What the pages say about a log, in the reader's words."""

    analysis: Analysis
    process: Process
    at: datetime

    def picture(self, language: Language) -> str:
        """The discovered process as SVG, in lanes, hot where most time passes."""
        return picture_of(self.analysis, self.process, language)


def mined(chosen: Source, language: str) -> Mined:
    """The log's figures and process, in the reader's words."""
    found, said = study(chosen), words(chosen, language)
    process = replace(said.process(found.process), name=chosen.name)
    return Mined(said.told(found.analysis), process, found.at)


def paths(chosen: Source, language: str) -> list[Path]:
    """Every way that cases of a log take, the commonest first."""
    names = words(chosen, language).steps
    return [
        replace(one, trace=tuple(names.get(step, step) for step in one.trace)) for one in study(chosen).paths
    ]


def months(chosen: Source) -> tuple[tuple[str, int, int], ...]:
    """For each month how many cases began and how many events happened."""
    return study(chosen).months


def thinned(chosen: Source, language: str) -> Thin:
    """The cases that the dotted chart draws."""
    found, said = study(chosen).thin, words(chosen, language)
    counts = tuple((said.steps.get(name, name), count) for name, count in found.counts)
    return replace(found, log=said.log(found.log), counts=counts)


def activities(chosen: Source, language: str) -> tuple[str, ...]:
    """The steps that happen in a log."""
    names = words(chosen, language).steps
    return tuple(names.get(code, code) for code in study(chosen).activities)


def deviations(chosen: Source, language: str) -> Deviations:
    """Where cases that are over left the process in force; of a log from outside, the process found in it.

    NoAutomaton when the process cannot be compared in this way.
    """
    known = study(chosen)
    if known.deviations is None:
        raise NoAutomaton(known.impossible)
    names = words(chosen, language).steps
    rows = [
        replace(row, activity=names.get(row.activity, row.activity), other=names.get(row.other, row.other))
        for row in known.deviations.rows
    ]
    return replace(known.deviations, rows=tuple(rows))
