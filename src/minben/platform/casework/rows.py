"""The rows of one case during one act: read once, changed in memory, written together just before the journal's entry.

Serves the token game at work. An act moves many rows (item, clocks, timers, task, notice, the case itself), some of
them several times; each table is written by one statement. What a process could not follow is taken back in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from minben.platform.casework.around import Around, around
from minben.platform.casework.models import (
    Case,
    CaseItem,
    Certificate,
    Clock,
    Decision,
    Document,
    Notice,
    Posting,
    Task,
    Timer,
    Trouble,
    Wait,
)
from minben.platform.journal import bulk
from minben.platform.journal.tenancy import TenantModel

ORDER: tuple[type[TenantModel], ...] = (
    Case, CaseItem, Document, Certificate, Task, Clock, Timer, Wait, Posting, Trouble, Decision, Notice,
)  # fmt: skip  # what is referred to first


@dataclass
class Rows:
    """`account`: who acts. `pending`: rows to write; those of a case begun in this act are not stored yet."""

    case: Case
    account: str
    pending: dict[Any, TenantModel] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)  # keys whose stored tasks and timers end
    unheard: set[str] = field(default_factory=set)  # keys whose stored waits end
    calm: datetime | None = None  # since when no stored trouble waits for a person
    _items: list[CaseItem] = field(default_factory=list)
    _all_items: bool = False
    _clocks: list[Clock] | None = None
    _timers: list[Timer] | None = None
    _around: Around | None = None

    @property
    def fresh(self) -> bool:
        """Whether the case begins with this act, so that nothing of it is stored."""
        return self.case.pk is None

    def put(self, row: TenantModel) -> None:
        """Write this row, new or changed, at the end of the act."""
        self.pending[(type(row), row.pk) if row.pk is not None else id(row)] = row

    def touched(self, kind: type[Any]) -> list[Any]:
        """Rows of this kind that the act made or changed."""
        return [row for row in self.pending.values() if type(row) is kind]

    def new(self, kind: type[Any]) -> list[Any]:
        """Rows of this kind that came with the act."""
        return [row for row in self.touched(kind) if row.pk is None]

    # --- what there is ---

    def around(self) -> Around:
        """What else is known of the case; read once."""
        if self._around is None:
            self._around = Around() if self.fresh else around(self.case, self.account)
        return self._around

    def know(self, seen: Around) -> None:
        """This was read already."""
        self._around = seen

    def adopt(self, caseitem: CaseItem) -> None:
        """The caller holds this row: it is the one to change."""
        self._items = [caseitem if row == caseitem else row for row in self._items]
        if caseitem not in self._items:
            self._items.append(caseitem)

    def items(self) -> list[CaseItem]:
        """All items of the case."""
        if not self._all_items and not self.fresh:
            mine = {row.pk: row for row in self._items}
            stored = bulk.read(CaseItem, case_id=self.case.pk)
            kept = [mine.pop(row.pk, row) for row in stored]
            self._items = kept + [row for row in self._items if row not in kept]
        self._all_items = True
        return self._items

    def item(self, name: str) -> CaseItem | None:
        """The case's row of this item."""
        for rows in (lambda: self._items, self.items):
            for row in rows():
                if row.item == name:
                    return row
        return None

    def item_names(self) -> list[str]:
        """Which items the case has."""
        return list(dict.fromkeys([*self.around().items, *(row.item for row in self._items)]))

    def running(self) -> list[Clock]:
        """The case's clocks that have not ended, in the order in which they began."""
        if self._clocks is None:
            self._clocks = [] if self.fresh else bulk.read(Clock, case_id=self.case.pk, ended_at=None)
            for clock in self._clocks:
                clock.case = self.case
                if clock.caseitem_id is not None:
                    clock.caseitem = self._by_id(clock.caseitem_id)
        return [clock for clock in self._clocks if clock.ended_at is None]

    def _by_id(self, id_: int) -> CaseItem:
        for rows in (lambda: self._items, self.items):
            for row in rows():
                if row.pk == id_:
                    return row
        raise LookupError(f"The case has no item with the id {id_}.")

    def begin(self, clock: Clock) -> None:
        """A clock that runs from now on."""
        self.running()
        self._clocks = [*(self._clocks or ()), clock]
        self.put(clock)

    def clocks_of(self, caseitem: CaseItem) -> list[Clock]:
        """The item's clocks that have not ended."""
        return [clock for clock in self.running() if clock.caseitem == caseitem]

    def timers(self, kinds: Collection[str]) -> list[Timer]:
        """Timers of these kinds that wait, each of an item whose clock it follows."""
        if self._timers is None:
            stored = [] if self.fresh else bulk.read(Timer, case_id=self.case.pk, done_at=None)
            self._timers = [timer for timer in stored if timer.kind in kinds]
            for timer in self._timers:
                timer.caseitem = self._by_id(timer.caseitem_id)
        came = [row for row in self.new(Timer) if row.kind in kinds]
        return [row for row in (*self._timers, *came) if row.done_at is None]

    # --- what ends ---

    def close(self, key: str, now: datetime) -> None:
        """Tasks and timers of this token end."""
        for row in self.touched(Task):
            if row.key == key and row.open:
                row.open, row.closed_at = False, now
        for timer in self.touched(Timer):
            if timer.key == key and timer.done_at is None:
                timer.done_at = now
        self.gone[key] = now

    def unlisten(self, keys: Iterable[str]) -> None:
        """The case waits for nothing under these keys any longer."""
        self.unheard |= set(keys)
        for wait in self.touched(Wait):
            wait.open = wait.open and wait.key not in self.unheard

    def settle_troubles(self, now: datetime) -> None:
        """Nobody need look at this case any longer."""
        for row in self.touched(Trouble):
            if row.settled_at is None:
                row.settled_at, row.settled_by = now, "rules"
        self.calm = now

    # --- taking back, writing ---

    def mark(self) -> Any:
        """How everything stands, for `back`."""
        rows = {
            id(row): row for row in (self.case, *self._items, *(self._clocks or ()), *(self._timers or ()))
        }
        rows |= self.pending
        fields = [(row, dict(vars(row))) for row in rows.values()]
        kept = {
            name: value.copy() if isinstance(value, dict | list | set) else value
            for name, value in vars(self).items()
        }
        return fields, kept

    def back(self, mark: Any) -> None:
        """Everything stands again as it did at the mark."""
        fields, kept = mark
        for row, values in fields:
            vars(row).clear()
            vars(row).update(values)
        vars(self).update(kept)

    def write(self) -> None:
        """Write what is pending; afterwards the case stands in the database as it does here."""
        if not self.fresh:
            self._end_stored()
        bulk.write(sorted(self.pending.values(), key=lambda row: ORDER.index(type(row))))
        self.pending, self.gone, self.unheard, self.calm, self._around = {}, {}, set(), None, None

    def _end_stored(self) -> None:
        for now in set(self.gone.values()):
            keys = [key for key, moment in self.gone.items() if moment == now]
            Task.objects.filter(case=self.case, key__in=keys, open=True).update(open=False, closed_at=now)
            Timer.objects.filter(case=self.case, key__in=keys, done_at=None).update(done_at=now)
        if self.unheard:
            Wait.objects.filter(case=self.case, key__in=list(self.unheard), open=True).update(open=False)
        if self.calm is not None and self.around().troubled:
            waiting = Trouble.objects.filter(case=self.case, settled_at=None)
            waiting.update(settled_at=self.calm, settled_by="rules")
