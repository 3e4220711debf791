"""All clocks of one case side by side, as one value: an act in, the clocks out. What each act does is one table.

Serves casework, the worked cases that lawyers write, and the documents. Four things must never be confused
(行政許可法): correction before acceptance (art. 32: the office's clock ends, the applicant's runs), tolerance
(容缺受理: accepted now, a supplement follows), special procedure (art. 45: the clock stands still), extension
(art. 42: the limit grows, once).

Scopes: acceptance, correction, supplement, promise, statutory, joint (all items together, arts. 26 and 42),
step, consultation, delivery, rating, complaint, reconsideration, litigation. Of some there are several: `step.review`,
`complaint.7`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from minben.kernel.worktime.due import due
from minben.kernel.worktime.model import Calendar, Counting, Due, Extension, Limit, Stop

APPLICANT = "applicant"
SPECIAL = (
    "hearing",
    "tender",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
)
"""行政許可法 art. 45: the eight activities whose time is not counted."""
HANDLING = ("promise", "statutory", "step")
Lapse = Literal["running", "overdue", "accepted", "granted", "ended"]


class NotAllowed(ValueError):
    """The law does not allow this act on these clocks: `key` names the reason."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Clock:
    """One limit being counted. `scope` says what it counts and after a dot which one, where there are several;
    `subject` is the item (empty: the whole case); `holder` a unit or the applicant."""

    scope: str
    limit: Limit
    started: datetime
    holder: str = ""
    subject: str = ""
    counting: Counting = field(default_factory=Counting)
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    ended: datetime | None = None

    @property
    def kind(self) -> str:
        """What it counts: the scope before its dot."""
        return self.scope.partition(".")[0]

    @property
    def part(self) -> str:
        """Which of several: the scope after its dot."""
        return self.scope.partition(".")[2]

    @property
    def stopped(self) -> bool:
        """Whether it stands still."""
        return any(stop.end is None for stop in self.stops)

    def due(self, calendar: Calendar) -> Due:
        """Where it leads, with every step."""
        return due(self.started, self.limit, calendar, self.counting, self.stops, self.extensions)


@dataclass(frozen=True)
class Terms:
    """What a clock that an act starts counts, for whom, and how its law counts."""

    limit: Limit
    holder: str = APPLICANT
    counting: Counting = field(default_factory=Counting)


@dataclass(frozen=True)
class Effect:
    """What an act does to the clocks of its subject, by scope; `step` alone is every step."""

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    hands_over: tuple[str, ...] = ()
    basis: str = ""


_BEFORE = ("acceptance", "correction")
_DURING = (*HANDLING, "supplement", "consultation")
_ALL = (*_BEFORE, *_DURING, "delivery", "rating")

EFFECTS: Mapping[str, Effect] = {
    "none": Effect(),
    "receive": Effect(starts=("acceptance", "step.accept"), basis="administrative-licensing-law 32"),
    "request_correction": Effect(
        ends=("acceptance", "step"), starts=("correction",), basis="administrative-licensing-law 32"
    ),
    "answer_correction": Effect(ends=("correction",), starts=("acceptance", "step.accept")),
    "accept": Effect(
        ends=(*_BEFORE, "step"),
        starts=("promise", "statutory", "joint", "step.review"),
        basis="administrative-licensing-law 42",
    ),
    "accept_tolerant": Effect(
        ends=(*_BEFORE, "step"), starts=("promise", "statutory", "joint", "step.review", "supplement")
    ),
    "supplement": Effect(ends=("supplement",)),
    "refuse": Effect(ends=_ALL, starts=("delivery", "step.deliver")),
    "stop": Effect(stops=HANDLING, basis="administrative-licensing-law 45"),
    "suspend": Effect(stops=HANDLING),
    "ask_again": Effect(stops=HANDLING, starts=("correction",)),
    "resume": Effect(resumes=HANDLING, ends=("correction",)),
    "extend": Effect(extends=("promise", "statutory"), basis="administrative-licensing-law 42"),
    "extend_joint": Effect(extends=("joint",), basis="administrative-licensing-law 42"),
    "transfer": Effect(hands_over=("acceptance", *HANDLING)),
    "begin_step": Effect(ends=("step",), starts=("step",)),
    "consult": Effect(starts=("consultation",)),
    "answer_consultation": Effect(ends=("consultation",)),
    "grant": Effect(ends=_ALL, starts=("delivery", "step.close"), basis="administrative-licensing-law 44"),
    "issue": Effect(ends=("step",), starts=("step.deliver",)),
    "deny": Effect(ends=_ALL, starts=("delivery", "step.deliver")),
    "terminate": Effect(ends=_ALL, starts=("delivery", "step.deliver")),
    "withdraw": Effect(ends=_ALL),
    "deliver": Effect(ends=("delivery", "step"), starts=("rating",)),
    "deliver_refusal": Effect(
        ends=("delivery", "step"),
        starts=("rating", "reconsideration", "litigation"),
        basis="administrative-reconsideration-law 20",
    ),
    "rate": Effect(ends=("rating",)),
    "complain": Effect(starts=("complaint",)),
    "reply": Effect(ends=("complaint",)),
    "appeal": Effect(ends=("reconsideration",)),
    "review_decided": Effect(
        ends=("litigation",), starts=("litigation",), basis="administrative-litigation-law 45"
    ),
    "sue": Effect(ends=("reconsideration", "litigation")),
    "close": Effect(ends=("joint", "rating")),
}
"""Act -> what happens to which clocks. A clock starts only when the act brings its terms; the steps of an item follow
one another, so that each begins where the one before it ends. The periods for remedies run from the day on which a
refusal reached the applicant (行政復議法 art. 20, 行政訴訟法 art. 46), and anew from that on which a reconsideration
was decided (行政訴訟法 art. 45)."""


@dataclass(frozen=True)
class Act:
    """Something done in a case. `since`: from when the limits it starts count (deemed acceptance: the receipt).
    `part`: which step, complaint or consultation it is about."""

    effect: str
    at: datetime
    subject: str = ""
    terms: Mapping[str, Terms] = field(default_factory=dict)
    since: datetime | None = None
    procedure: str = ""  # of a stop
    basis: str = ""
    reason: str = ""
    longer: Limit | None = None  # of an extension
    at_most: int = 0  # what the law allows an extension, in its own unit
    holder: str = ""  # of a transfer; of a complaint or consultation, who answers
    part: str = ""


Clocks = tuple[Clock, ...]


def apply(clocks: Clocks, act: Act) -> Clocks:
    """The clocks after the act: those of other subjects untouched, ended ones kept. Raises NotAllowed."""
    effect = EFFECTS[act.effect]
    _permit(clocks, act, effect)
    basis = act.basis or effect.basis
    kept = tuple(_changed(clock, act, effect, basis) if _concerns(clock, act) else clock for clock in clocks)
    return kept + tuple(
        Clock(scope, found.limit, _begun(scope, act), (act.part and act.holder) or found.holder,
              _subject(scope, act), found.counting)
        for scope, found in _starts(act, effect)
        if not (scope == "joint" and running(kept, scope="joint"))
    )  # fmt: skip


def _begun(scope: str, act: Act) -> datetime:
    """Deemed acceptance reaches back to the receipt, but the next step of the work begins where the last one ended."""
    return act.at if scope.partition(".")[0] == "step" else act.since or act.at


def _starts(act: Act, effect: Effect) -> Iterator[tuple[str, Terms]]:
    """The scopes that begin, each with its terms: those of this very part, else of its kind."""
    for name in effect.starts:
        scope = f"{name}.{act.part}" if act.part else name
        found = act.terms.get(scope) or act.terms.get(name)
        if found is not None:
            yield scope, found


def running(clocks: Clocks, subject: str | None = None, scope: str = "") -> Clocks:
    """Those that have not ended (of one subject, of one scope or of all parts of one)."""
    return tuple(
        clock
        for clock in clocks
        if clock.ended is None and subject in (None, clock.subject) and scope in ("", clock.scope, clock.kind)
    )


def lapse(clock: Clock, now: datetime, calendar: Calendar, tacit: str = "") -> Lapse:
    """What silence means at `now`. An office silent on acceptance has accepted (行政許可法 art. 32); silent on the
    decision it is late, and has granted only where a law says so: `tacit` is that law, empty for none."""
    if clock.ended is not None:
        return "ended"
    moment = clock.due(calendar).at
    if moment is None or now <= moment:
        return "running"
    if clock.scope == "acceptance":
        return "accepted"
    return "granted" if clock.scope == "statutory" and tacit else "overdue"


def _subject(scope: str, act: Act) -> str:
    return "" if scope == "joint" else act.subject


def _concerns(clock: Clock, act: Act) -> bool:
    return clock.ended is None and clock.subject == _subject(clock.scope, act)


def _permit(clocks: Clocks, act: Act, effect: Effect) -> None:
    own = tuple(clock for clock in clocks if _concerns(clock, act))
    if effect.stops:
        _permit_stop(own, act, effect)
    if effect.resumes and not any(clock.stopped for clock in own):
        raise NotAllowed("resume.not_stopped")
    if effect.extends:
        _permit_extension([clock for clock in own if clock.kind in effect.extends], act)
    if effect.hands_over and not act.holder:
        raise NotAllowed("transfer.to_whom")


def _permit_stop(own: Clocks, act: Act, effect: Effect) -> None:
    if act.effect == "stop" and act.procedure not in SPECIAL:
        raise NotAllowed("stop.unknown_kind")
    if not act.reason:
        raise NotAllowed("stop.reason_missing")
    if any(clock.stopped for clock in own):
        raise NotAllowed("stop.already")
    if not any(clock.kind in effect.stops for clock in own):
        raise NotAllowed("stop.nothing_runs")


def _permit_extension(concerned: list[Clock], act: Act) -> None:
    if act.longer is None or not 1 <= act.longer.value <= (act.at_most or act.longer.value) or not act.reason:
        raise NotAllowed("extend.bounds")
    if not concerned:
        raise NotAllowed("extend.nothing_runs")
    if any(clock.extensions for clock in concerned):
        raise NotAllowed("extend.only_once")


def _changed(clock: Clock, act: Act, effect: Effect, basis: str) -> Clock:
    if clock.kind in effect.stops:
        clock = replace(clock, stops=(*clock.stops, Stop(act.at, None, act.procedure, basis, act.reason)))
    if clock.kind in effect.resumes and clock.stopped:
        *before, last = clock.stops
        clock = replace(clock, stops=(*before, replace(last, end=act.at)))
    if clock.kind in effect.extends and act.longer is not None:
        longer = replace(act.longer, basis=act.longer.basis or basis)
        clock = replace(clock, extensions=(*clock.extensions, Extension(act.at, longer, act.reason)))
    if clock.kind in effect.hands_over and clock.holder != APPLICANT:
        clock = replace(clock, holder=act.holder)
    if _ends(clock, act, effect):
        clock = replace(clock, ended=act.at)
    return clock


def _ends(clock: Clock, act: Act, effect: Effect) -> bool:
    """An answer ends the clock of its own complaint or consultation; a new step ends whichever step there was."""
    if clock.kind not in effect.ends:
        return False
    return act.part in ("", clock.part) or clock.kind in effect.starts
