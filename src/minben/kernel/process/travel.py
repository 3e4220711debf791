"""Time travel: a case on virtual time, with everything that it has open, armed and sent.

Serves authors of processes (`minben process run`, `minben process test`) and worked cases of services: months pass in
milliseconds, and every timer goes off when it is due.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from minben.kernel.worktime import Calendar, Counting

from .board import serial_of
from .events import (
    Answered,
    Arm,
    Ask,
    Broadcast,
    Close,
    Completed,
    Effect,
    Ended,
    Event,
    Failed,
    Fired,
    Listen,
    Offer,
    Open,
    Refused,
    Send,
    State,
    Uncaught,
)
from .model import ACTIVITIES, Node
from .program import Program
from .timing import PLAIN, WEEKDAYS, due
from .trace import trace

MOST = 100_000  # timers that may go off in one journey
World = Callable[[Effect], Event | None]
_DOES_NOTHING = frozenset({"subprocess", "call"})


def nothing(_: Effect) -> Event | None:
    """A world that answers nothing by itself."""
    return None


@dataclass(frozen=True)
class Entry:
    """What happened at a moment, what it asked of the world, and which nodes and flows were passed."""

    at: datetime
    event: Event
    effects: tuple[Effect, ...]
    passed: tuple[str, ...]


@dataclass
class Journey:
    """One case and the world's book about it.

    `world` may answer an effect at once with an event (a decision, a service); what it leaves is kept in `open`.
    Keys are those of the effects.
    """

    program: Program
    now: datetime  # aware
    calendar: Calendar = WEEKDAYS
    counting: Counting = PLAIN
    world: World = nothing
    state: State = field(default_factory=State)
    open: dict[str, Node] = field(default_factory=dict[str, Node])  # work, and decisions to be answered
    timers: dict[str, datetime] = field(default_factory=dict[str, datetime])
    listens: dict[str, Listen] = field(default_factory=dict[str, Listen])
    offers: dict[str, list[Node]] = field(
        default_factory=dict[str, list[Node]]
    )  # what people may begin, by key
    sent: list[Send | Broadcast] = field(default_factory=list[Send | Broadcast])
    uncaught: list[str] = field(default_factory=list[str])  # escalations
    error: str = ""  # the code of the error with which it ended
    entries: list[Entry] = field(default_factory=list[Entry])

    # --- what happens ---

    def tell(self, event: Event) -> None:
        """One event now, and everything the world answers at once. Raises `Refused` when it does not fit."""
        effects: deque[Effect] = deque(self._step(event))
        while effects:
            answer = self._note(effects.popleft())
            if answer is not None:
                effects.extend(self._step(answer))

    def until(self, moment: datetime) -> None:
        """Time passes; each timer goes off when it is due, the earliest first."""
        for _ in range(MOST):
            if not self.timers:
                break
            key = min(self.timers, key=lambda one: (self.timers[one], serial_of(one)))
            if self.timers[key] > moment:
                break
            self.now = max(self.now, self.timers[key])
            self.tell(Fired(key))
        else:
            raise Refused(f"More than {MOST} timers go off before {moment:%Y-%m-%d %H:%M}: an endless cycle?")
        self.now = max(self.now, moment)

    def later(self, definition: str) -> datetime:
        """The moment that a timer with this text, armed now, would go off."""
        return due(definition, self.now, self.calendar, self.counting)

    # --- what can be asked about it ---

    @property
    def passed(self) -> tuple[str, ...]:
        """All nodes and flows passed so far, in order."""
        return tuple(one for entry in self.entries for one in entry.passed)

    @property
    def path(self) -> tuple[str, ...]:
        """The activities begun so far, in order; sub-processes and calls show by what is inside them."""
        kinds = {place.id: place.node.kind for place in self.program.places.values()}
        done = ACTIVITIES - _DOES_NOTHING
        return tuple(one for one in self.passed if kinds.get(one) in done)

    @property
    def outcome(self) -> str:
        """running, completed, cancelled or failed."""
        return self.state.ended or "running"

    def keys(self, node: str) -> list[str]:
        """Keys of what is open at a node, in the order in which it began; ids with or without their process."""
        found = [key for key in self.open if node in (_place(key), _place(key).rpartition("/")[2])]
        return sorted(found, key=serial_of)

    # --- book-keeping ---

    def _step(self, event: Event) -> tuple[Effect, ...]:
        self.state, effects, passed = trace(self.program, self.state, event)
        key = getattr(event, "key", "")
        if isinstance(event, Completed | Answered | Failed):
            self.open.pop(key, None)
        elif isinstance(event, Fired):
            self.timers.pop(key, None)
        self.offers = {
            one: nodes for one, nodes in self.offers.items() if one != key and one in self.state.tokens
        }
        self.entries.append(Entry(self.now, event, effects, passed))
        return effects

    def _note(self, effect: Effect) -> Event | None:
        """Keep book of an effect; the world's answer to it."""
        match effect:
            case Open(key, node) | Ask(key, node):
                self.open[key] = node
            case Arm(key, _, definition):
                self.timers[key] = due(definition, self.now, self.calendar, self.counting)
            case Listen(key):
                self.listens[key] = effect
            case Close(key):
                for book in (self.open, self.timers, self.listens):
                    book.pop(key, None)
            case Send() | Broadcast():
                self.sent.append(effect)
            case Offer(key, node):
                self.offers.setdefault(key, []).append(node)
            case Uncaught(_, code):
                self.uncaught.append(code)
            case Ended(_, code):
                self.error = code
        self.listens = {key: one for key, one in self.listens.items() if key in self.state.waits}
        over = (
            isinstance(effect, Open | Ask) and effect.key not in self.state.tokens
        )  # withdrawn in the same step
        return None if over else self.world(effect)


def _place(key: str) -> str:
    return key.rpartition("#")[0].partition(":")[0]
