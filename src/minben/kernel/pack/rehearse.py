"""Rehearsals: a file says what happens to a case and when, and what must come out; months pass in milliseconds.

Serves authors of processes (`minben process test`, `minben process run --events`), with or without a service around
the process. Worked cases of services (`cases`) are the same idea with forms, rules and registers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from os.path import normpath
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import process
from minben.kernel.finding import Finding, InputError, refuse
from minben.kernel.pack.coverage import Covered, covered
from minben.kernel.pack.decode import ABSENT, Decoder
from minben.kernel.pack.marks import Spot, read_marked
from minben.kernel.worktime import Calendar, OutsideCalendar, read_calendar


@dataclass(frozen=True)
class Wanted:
    """What must be so at this moment; what is left out is not compared."""

    at: str = ""  # it is this moment, or this day
    outcome: str = ""  # running, completed, cancelled, failed
    code: str = ""  # of the error with which it failed
    path: tuple[str, ...] | None = None  # all activities begun, in order
    passes: tuple[str, ...] = ()  # nodes and flows passed in this order, others in between
    avoids: tuple[str, ...] = ()  # nodes and flows never passed
    open: tuple[str, ...] | None = None  # steps that wait for somebody, in any order
    offered: tuple[str, ...] | None = None  # steps that people may begin now, in any order
    timers: Mapping[str, str] | None = None  # event -> when it is due: moment or day
    sent: tuple[str, ...] | None = None  # messages and signals sent so far
    escalated: tuple[str, ...] | None = None  # escalations that nothing in the model caught
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Happening:
    """One thing that happens. Without a verb only time passes; `data` alone: the case's data change."""

    at: str = ""  # local moment, or how long after the one before: P3D, workdays:5
    complete: str = ""  # a step is done
    answer: str = ""  # a decision is made: `value`
    fail: str = ""  # a step ends in a business error: `code`
    escalate: str = ""  # whoever does a step escalates: `code`
    message: str = ""  # a message comes
    signal: str = ""  # a signal is heard
    choose: str = ""  # people begin a step of an ad hoc sub-process
    add: str = ""  # one more instance of a parallel multi-instance step
    cancel: str = ""  # the case ends, for this reason
    number: int = 1  # which of several open steps of the same id, from 1
    code: str = ""
    value: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    refused: bool = False  # it must be refused
    expect: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True)
class Rehearsal:
    """One case of a model. `model` and `calendar` are paths from the file."""

    title: str
    model: str
    starts: str  # local moment
    process: str = ""  # its id, when the file holds several
    calendar: str = ""  # a calendar.yaml; without: Monday to Friday, no holidays, UTC
    data: Mapping[str, Any] = field(default_factory=dict)
    start_event: str = ""
    begun_by: Happening | None = None  # a message or signal begins the case
    answers: Mapping[str, Any] = field(default_factory=dict)  # step -> what the world answers at once
    happens: tuple[Happening, ...] = ()
    expect: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True)
class Rehearsed:
    """What came of it: differences with their lines; `journey` is None when it could not be played."""

    file: str
    title: str
    findings: tuple[Finding, ...]
    model: str = ""
    journey: process.Journey | None = None

    @property
    def passed(self) -> bool:
        """No difference."""
        return not self.findings


def rehearse(path: Path) -> Rehearsed:
    """Play one file. Whatever is wrong with file, model or play is a finding, never an exception."""
    findings: list[Finding] = []
    try:
        spot = read_marked(path.read_bytes(), str(path))
        found = Decoder(str(path), findings).record(Rehearsal, spot)
        if found is ABSENT or findings:
            return Rehearsed(str(path), "", tuple(findings))
        run = Rehearsing(path, spot, found)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return Rehearsed(str(path), "", (Finding(str(path), 0, "", message, "Check the path."),))
    except InputError as error:
        return Rehearsed(str(path), "", error.findings)
    run.play()
    return Rehearsed(str(path), found.title, tuple(run.findings), str(run.model), run.journey)


class Rehearsing:
    """One rehearsal being played and compared. Raises `InputError` when model or calendar cannot be used."""

    def __init__(self, path: Path, spot: Spot, rehearsal: Rehearsal) -> None:
        self.path, self.spot, self.rehearsal = path, spot, rehearsal
        self.findings: list[Finding] = []
        self.model = Path(normpath(path.parent / rehearsal.model))
        calendar = self._calendar()
        self.zone = ZoneInfo(calendar.zone)
        begin = self._moment(rehearsal.starts, ("starts",))
        self.journey = process.Journey(self._program(), begin, calendar, world=self._answer)

    def _program(self) -> process.Program:
        found = process.read_bpmn(self.model)
        named = [one for one in found if self.rehearsal.process in ("", one.id)]
        if not named:
            known = ", ".join(one.id for one in found)
            raise self._refuse(
                ("process",), f"There is no process {self.rehearsal.process}.", f"Known: {known}."
            )
        return process.compile(named[0], library=found)

    def _calendar(self) -> Calendar:
        if not self.rehearsal.calendar:
            return process.WEEKDAYS
        return read_calendar(self.path.parent / self.rehearsal.calendar)

    def _moment(self, text: str, place: tuple[str, ...]) -> datetime:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise self._refuse(place, f"{text!r} is no moment.", "Write 2026-03-02T09:00.") from None
        return found if found.tzinfo else found.replace(tzinfo=self.zone)

    # --- playing ---

    def play(self) -> None:
        """Begin, let everything happen, compare."""
        said, first = self.rehearsal, self.rehearsal.begun_by
        begin = (self._event(first) if first else None) or process.Started(said.data, said.start_event)
        if self._tell(("starts",), begin, refused=False):
            for number, one in enumerate(said.happens):
                self._happen(one, ("happens", str(number)))
        self._compare(said.expect, ("expect",))

    def happen(self, one: Happening) -> None:
        """One more happening after those of the file."""
        self._happen(one, ())

    def _answer(self, effect: process.Effect) -> process.Event | None:
        """What the world answers at once: a decision's value, a service's data."""
        if not isinstance(effect, process.Open | process.Ask) or effect.node.id not in self.rehearsal.answers:
            return None
        value = self.rehearsal.answers[effect.node.id]
        if isinstance(effect, process.Ask):
            return process.Answered(effect.key, value)
        return process.Completed(effect.key, _named(effect.node, value))

    def _happen(self, one: Happening, place: tuple[str, ...]) -> None:
        try:
            self.journey.until(self._when(one.at, place))
            event = self._event(one)
        except REFUSALS as error:
            if not one.refused:
                self._differ(place, f"{error}", "Correct what happens, or the model.")
            return
        if event is not None:
            self._tell(place, event, refused=one.refused)
        self._compare(one.expect, (*place, "expect"))

    def _when(self, text: str, place: tuple[str, ...]) -> datetime:
        if not text:
            return self.journey.now
        try:
            found = self.journey.later(text)
        except ValueError:
            self._differ(
                (*place, "at"), f"{text!r} is neither a moment nor a duration.", "Write P3D or a date."
            )
            return self.journey.now
        if found < self.journey.now:
            self._differ(
                (*place, "at"), f"{text} is before what happened last.", "Write it in order of time."
            )
        return max(found, self.journey.now)

    def _tell(self, place: tuple[str, ...], event: process.Event, *, refused: bool) -> bool:
        """Whether the event was taken; a difference when that is not what was expected."""
        try:
            self.journey.tell(event)
        except REFUSALS as error:
            if not refused:
                self._differ(place, f"This cannot happen: {error}", "Correct what happens, or the model.")
            return False
        if refused:
            self._differ(place, "This should have been refused and was taken.", "Correct the expectation.")
        return True

    def _event(self, one: Happening) -> process.Event | None:
        """The event for the token game; raises `Refused` when its step is not open."""
        return event_of(self.journey, one)

    # --- comparing ---

    def _compare(self, want: Wanted, place: tuple[str, ...]) -> None:
        trip = self.journey
        self._moments({"at": want.at} if want.at else {}, {"at": trip.now}, place)
        for name, expected, found in (
            ("outcome", want.outcome, trip.outcome),
            ("code", want.code, trip.error),
            ("path", want.path, trip.path),
            ("sent", want.sent, tuple(_name(one) for one in trip.sent)),
            ("escalated", want.escalated, tuple(trip.uncaught)),
        ):
            if expected not in ("", None) and expected != found:
                self._say((*place, name), _words(expected), _words(found))
        offered = [node.id for nodes in trip.offers.values() for node in nodes]
        self._sets(want.open, [node.id for node in trip.open.values()], (*place, "open"))
        self._sets(want.offered, offered, (*place, "offered"))
        if want.timers is not None:
            due = {key.rpartition("#")[0].partition(":")[0]: when for key, when in trip.timers.items()}
            self._moments(want.timers, due, (*place, "timers"))
        for name, value in want.data.items():
            if trip.state.data.get(name) != value:
                self._say((*place, "data", name), repr(value), repr(trip.state.data.get(name)))
        self._ways(want, place)

    def _sets(self, expected: tuple[str, ...] | None, found: list[str], place: tuple[str, ...]) -> None:
        if expected is not None and sorted(expected) != sorted(found):
            self._say(place, _words(expected), _words(tuple(found)))

    def _moments(
        self, expected: Mapping[str, str], found: Mapping[str, datetime], place: tuple[str, ...]
    ) -> None:
        """Days compare as days, moments to the minute."""
        for name in dict.fromkeys([*expected, *(found if place[-1] == "timers" else ())]):
            wanted, when = expected.get(name, "nothing"), found.get(name)
            shape = "%Y-%m-%d" if len(wanted) == len("2026-03-02") else "%Y-%m-%dT%H:%M"
            told = when.astimezone(self.zone).strftime(shape) if when else "nothing"
            if told != wanted[:16]:
                self._say((*place, name), wanted, told)

    def _ways(self, want: Wanted, place: tuple[str, ...]) -> None:
        trail = iter(self.journey.passed)
        missing = next((one for one in want.passes if one not in trail), None)
        known = process.elements(self.journey.program)
        unknown = [one for one in (*want.passes, *want.avoids) if one not in known]
        if unknown:
            self._differ((*place, "passes"), f"The model has no {_words(tuple(unknown))}.", "Correct the id.")
        elif missing:
            said = _words(self.journey.passed)
            self._differ((*place, "passes"), f"{missing} was not passed there; passed: {said}.", _ADVICE)
        for one in want.avoids:
            if one in self.journey.passed:
                self._differ((*place, "avoids"), f"{one} was passed.", _ADVICE)

    def _say(self, place: tuple[str, ...], expected: str, found: str) -> None:
        self._differ(place, f"Expected {expected}, found {found}.", _ADVICE)

    def _differ(self, place: tuple[str, ...], message: str, advice: str) -> None:
        self.findings.append(
            Finding(str(self.path), _line(self.spot, place), ".".join(place), message, advice)
        )

    def _refuse(self, place: tuple[str, ...], message: str, advice: str) -> InputError:
        line = _line(self.spot, place)
        return refuse(str(self.path), message, advice, line=line, place=".".join(place))


_ADVICE = "Correct the expectation or the model."
REFUSALS = (
    process.Refused,
    OutsideCalendar,
    ValueError,
    OverflowError,
)  # the latter two: a date that is none


def rehearsals_covered(results: Iterable[Rehearsed]) -> list[Covered]:
    """A record for each process that was rehearsed, in the order of the results."""
    found: dict[tuple[str, str], list[process.Journey]] = {}
    for one in results:
        if one.journey is not None:
            found.setdefault((one.model, one.journey.program.process.id), []).append(one.journey)
    return [
        covered(journeys[0].program, Path(model), (one for each in journeys for one in each.passed))
        for (model, _), journeys in found.items()
    ]


def event_of(journey: process.Journey, one: Happening) -> process.Event | None:
    """A happening as an event of the token game. Raises `Refused` when the step it names is not open."""
    data = one.data
    if one.complete:
        key = _key(journey, one.complete, one.number)
        given = {} if one.value is None else _named(journey.open[key], one.value)
        return process.Completed(key, {**given, **data})
    if one.answer:
        return process.Answered(_key(journey, one.answer, one.number), one.value)
    if one.fail:
        return process.Failed(_key(journey, one.fail, one.number), one.code, data)
    if one.escalate:
        return process.Raised(_key(journey, one.escalate, one.number), one.code, data)
    if one.message:
        return process.Received(one.message, data)
    if one.signal:
        return process.Signalled(one.signal, data)
    if one.choose:
        return process.Chosen(_offering(journey, one.choose), one.choose, data)
    if one.add:
        return process.Chosen(_body(journey, one.add), one.add, data)
    if one.cancel:
        return process.Cancelled(one.cancel)
    return process.Learned(data) if data else None


def _key(journey: process.Journey, node: str, number: int) -> str:
    found = journey.keys(node)
    if not 1 <= number <= len(found):
        known = ", ".join(sorted({one.id for one in journey.open.values()})) or "nothing"
        raise process.Refused(f"{node} is not open{f' {number} times' if number > 1 else ''}; open: {known}.")
    return found[number - 1]


def _offering(journey: process.Journey, node: str) -> str:
    """The ad hoc sub-process in which the step may be begun."""
    parents = {one.id: one.parent for one in journey.program.process.nodes}
    for key, place in journey.state.tokens.items():
        if place == parents.get(node) and key in journey.state.loops:
            return key
    raise process.Refused(f"No ad hoc sub-process with {node} is running.")


def _body(journey: process.Journey, node: str) -> str:
    """The token that stands for all instances of a multi-instance activity."""
    for key, place in journey.state.tokens.items():
        if place == node and "n" in journey.state.loops.get(key, {}):
            return key
    raise process.Refused(f"No multi-instance activity {node} is running.")


def _named(node: process.Node, value: Any) -> Mapping[str, Any]:
    """A mapping joins the case's data; any other value is kept under the step's result name."""
    return value if isinstance(value, Mapping) else {node.options.get("result") or node.id: value}


def _name(sent: process.Send | process.Broadcast) -> str:
    return (sent.message if isinstance(sent, process.Send) else sent.signal) or sent.node.id


def _words(value: Any) -> str:
    return (", ".join(value) or "nothing") if isinstance(value, tuple) else str(value)


def _line(spot: Spot, path: Iterable[str]) -> int:
    """The line of the deepest existing part; entries of lists by their number."""
    line = spot.line
    for step in path:
        parts = spot.parts
        found = parts[int(step)] if step.isdigit() and int(step) < len(parts) else spot.fields.get(step)
        if found is None:
            break
        spot, line = found, found.line
    return line
