"""What the components are given. Serves colleagues who build pages: plain values, no markup.

Every text field takes a plain or a lazily translated string. Dates stay dates: the templates write
them out in full.
Templates read attributes and keys alike, so a dictionary with the same names does as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Link:
    """Where to go, and the words of the link. `about` completes them for those who hear links out of
    context."""

    href: str
    text: str
    about: str = ""


@dataclass(frozen=True)
class Tab:
    """One of several pages side by side; `current` is where the reader stands."""

    href: str
    text: str
    current: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a summary. `note` names source and date of a known answer; `struck` means "we fetch
    this for you"."""

    key: str
    value: Any
    note: str = ""
    action: Link | None = None
    struck: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table; numbers stand to the right with digits of equal width."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A caption, columns, and rows of cells in the columns' order. A cell may be a `Link` or a `Status`.

    `stacks`: for more than two narrow columns; on a narrow page each row is a block that names its cells, so that
    no column hides beyond the edge.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    stacks: bool = False

    @property
    def body(self) -> list[list[tuple[Column, Any]]]:
        """Rows of (column, cell). Raises ValueError if a row is too short or too long."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Status:
    """A state in one word and one of the KINDS, each of which has a shape of its own."""

    word: str
    kind: str = "open"


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without `href` it cannot be started yet, and `hint` says why."""

    name: str
    status: Status
    href: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Event:
    """One thing that happened, or (with `future`) that will happen next. `who` is a post or an office."""

    title: str
    when: date | datetime | None = None
    who: str = ""
    text: str = ""
    future: bool = False
    link: Link | None = None


@dataclass(frozen=True)
class Limit:
    """A clock: `used` of `total` units, due on `due`. `paused` names the reason for which it stands still.

    `used` may exceed `total`: the case is late. `provisional`: the calendar of that year is not yet
    confirmed.
    """

    used: int
    total: int
    due: date | None = None
    label: str = ""
    paused: str = ""
    provisional: bool = False
    why: Link | None = None
    done: bool = False

    @property
    def left(self) -> int:
        """Units left; negative when late."""
        return self.total - self.used

    @property
    def late(self) -> int:
        """Units over the limit, 0 if none."""
        return max(0, -self.left)

    @property
    def kind(self) -> str:
        """The kind of status: done, paused, late, soon (at most a fifth left) or going."""
        if self.done:
            return "done"
        if self.paused:
            return "paused"
        if self.late:
            return "late"
        return "soon" if self.left * 5 <= self.total else "going"

    @property
    def share(self) -> float:
        """Width of the filled part, 0 to 100. A limit of 0 units is full."""
        return min(100.0, round(100 * self.used / self.total, 2)) if self.total else 100.0


@dataclass(frozen=True)
class Card:
    """A way on: a title that is a link, a sentence, and at most a few facts."""

    title: str
    href: str
    text: str = ""
    facts: Sequence[str] = field(default_factory=tuple)
    status: Status | None = None
    icon: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, a value of 0 or more, and how the value reads ("12 days"). `mark` draws a
    limit line."""

    label: str
    value: float
    text: str = ""
    mark: float | None = None


KINDS = {
    "open": "circle",
    "going": "half",
    "soon": "bell",
    "late": "alert",
    "paused": "pause",
    "done": "check",
    "refused": "cross",
    "new": "dot",
    "closed": "dash",
}
"""Kinds of status and the shape each is drawn with: a state is never told by colour alone."""
