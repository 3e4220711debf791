"""The queue: open tasks of an officer's units, what is due first on top. A fixed number of queries for any length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Q, QuerySet

from minben.kernel import worktime
from minben.kernel.pack import Item, Place, Service
from minben.kernel.pack.vocabulary import STEPS
from minben.platform.casework import clocks
from minben.platform.casework.models import Case, Clock, ItemStatus, Task
from minben.platform.catalogue.queries import pinned
from minben.platform.identity.models import Account
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.workbench.queries import order

PAGE = 25
STEPS_ = tuple(f"step.{step}" for step in STEPS)
STATES = {
    "to_accept": (ItemStatus.RECEIVED,),
    "to_decide": (ItemStatus.ACCEPTED,),
    "stopped": (ItemStatus.STOPPED, ItemStatus.SUSPENDED),
    "waiting": (ItemStatus.CORRECTION,),
}
HOLDERS = ("mine", "free", "others")


@dataclass(frozen=True)
class Filters:
    """What of the queue is wanted; an unknown word is no filter. `number` is part of a case number."""

    service: str = ""
    state: str = ""
    holder: str = ""
    overdue: bool = False
    number: str = ""


@dataclass(frozen=True)
class Line:
    """One task as its line in the queue shows it."""

    task: Task
    service: Service
    place: Place
    clock: Clock | None
    step: Clock | None  # of the handling, within that limit
    applicant: str  # empty when the person was erased
    holder: str  # name of the colleague who has it; empty when nobody does
    mine: bool
    moment: datetime

    @property
    def case(self) -> Case:
        return self.task.case

    @property
    def item(self) -> Item:
        return self.service.item(self.task.caseitem.item)

    @property
    def status(self) -> str:
        return self.task.caseitem.status

    @property
    def due(self) -> datetime | None:
        """Until when the office must act; None while the clock stands still or the applicant has the word."""
        return self.clock.due_at if self.clock is not None else None

    @cached_property
    def state(self) -> str:
        """overdue, near, on_time, stopped or waiting."""
        if self.status == ItemStatus.CORRECTION:
            return "waiting"
        if self.status in (ItemStatus.STOPPED, ItemStatus.SUSPENDED):
            return "stopped"
        if self.clock is None or self.clock.due_at is None:
            return "on_time"
        if self.moment > self.clock.due_at:
            return "overdue"
        return "near" if clocks.share_used(self.clock, self.moment) >= worktime.NEAR else "on_time"

    @property
    def left(self) -> int | None:
        """Working days left until the due day, 0 on the day itself, negative when overdue."""
        if self.clock is None or self.due is None:
            return None
        zone = ZoneInfo(self.place.calendar.zone)
        today, last = self.moment.astimezone(zone).date(), self.due.astimezone(zone).date()
        return worktime.workdays_between(clocks.calendar_of(self.clock), today, last)

    @property
    def held(self) -> bool:
        """Whether the hold of a colleague is still in force."""
        until = self.task.held_until
        return bool(self.task.assignee) and not self.mine and until is not None and until > self.moment


@dataclass(frozen=True)
class Queue:
    """One page of the queue, and the numbers above it."""

    page: Page[Any]
    lines: tuple[Line, ...]
    counts: dict[str, int]  # overdue, mine, free, total: of all open tasks, whatever the filter
    fitting: int  # how many fit the filter
    more: bool = False  # more fit than are counted, or can be paged through


def queue(actor: Actor, filters: Filters, page: int | str = 1) -> Queue:
    """Open tasks of the actor's units, by due moment; what waits for others comes last."""
    moment = now()
    counts = _counts(actor, moment)
    rows = _filtered(actor, filters, moment)
    also = order.conditions(filters, actor, moment, STATES)
    if filters.number:
        rows, total, many = order.numbered(rows, filters.number)
        also = also if many else None
    else:
        total, many = _total(rows, filters, counts), False
    found = Paginator(order.Ordered(actor, rows, total, also), PAGE).get_page(page)
    return Queue(found, lines(actor, list(found), moment), counts, total, many or total > order.FEW)


def _total(rows: QuerySet[Task], filters: Filters, counts: dict[str, int]) -> int:
    """How many fit: mostly one of the numbers above the queue."""
    if filters == Filters():
        return counts["total"]
    if filters == Filters(overdue=True):
        return counts["overdue"]
    return rows.count()


def _open(actor: Actor) -> QuerySet[Task]:
    """Open tasks of the actor's units with an item."""
    return Task.objects.filter(open=True, unit__in=actor.units, caseitem__isnull=False)


def _filtered(actor: Actor, filters: Filters, moment: datetime) -> QuerySet[Task]:
    rows = _open(actor)
    if filters.service:
        rows = rows.filter(case__service=filters.service)
    if filters.state in STATES:
        rows = rows.filter(caseitem__status__in=STATES[filters.state])
    if filters.overdue:
        rows = rows.filter(Exists(order.running("caseitem").filter(due_at__lt=moment)))
    holder = {
        "mine": Q(assignee=actor.account),
        "free": Q(assignee="") | Q(held_until=None) | Q(held_until__lte=moment),
        "others": Q(held_until__gt=moment) & ~Q(assignee__in=("", actor.account)),
    }.get(filters.holder)
    return rows.filter(holder) if holder is not None else rows


def _counts(actor: Actor, moment: datetime) -> dict[str, int]:
    """Numbers over all open tasks; the overdue are counted from the clocks, which lie in the order of their dates."""
    late = Clock.objects.filter(
        ended_at=None,
        due_at__lt=moment,
        scope__in=order.OFFICE,
        caseitem__tasks__open=True,
        caseitem__tasks__unit__in=actor.units,
    )
    counts = _open(actor).aggregate(
        total=Count("id"),
        mine=Count("id", filter=Q(assignee=actor.account)),
        free=Count("id", filter=Q(assignee="")),
    )
    return {**counts, "overdue": late.count()}


def lines(actor: Actor, tasks: Sequence[int], moment: datetime) -> tuple[Line, ...]:
    """Lines for the tasks of these ids, in their order, with four queries for all of them."""
    wanted = Task.objects.select_related("case", "caseitem").in_bulk(list(tasks))
    rows = [wanted[task] for task in tasks if task in wanted]
    running, steps = _running([row.caseitem_id for row in rows])
    names = holder_names({row.assignee for row in rows})
    applicants = vault.unseal_many([(row.case.person, row.case.sealed) for row in rows])
    found = []
    for row, facts in zip(rows, applicants, strict=True):
        place, service = pinned(row.case.pack, row.case.service)
        found.append(
            Line(
                row, service, place, running.get(row.caseitem_id), steps.get(row.caseitem_id),
                facts.get("person.name", ""), names.get(row.assignee, row.assignee), row.assignee == actor.account,
                moment,
            )
        )  # fmt: skip
    return tuple(found)


def lines_of(actor: Actor, tasks: Sequence[int], moment: datetime) -> tuple[Line, ...]:
    """The same for those of these tasks that are the actor's units'."""
    mine = set(
        Task.objects.filter(pk__in=tasks, unit__in=actor.units, caseitem__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return lines(actor, [task for task in tasks if task in mine], moment)


def _running(caseitems: Sequence[int]) -> tuple[dict[int, Clock], dict[int, Clock]]:
    """Item -> the office's own limit, and the limit of the step it is in."""
    rows = Clock.objects.filter(caseitem__in=caseitems, ended_at=None, scope__in=(*order.OFFICE, *STEPS_))
    found: tuple[dict[int, Clock], dict[int, Clock]] = {}, {}
    for row in rows.select_related("case").order_by("id"):
        found[row.scope in STEPS_][row.caseitem_id] = row
    return found


def holder_names(accounts: set[str]) -> dict[str, str]:
    """Account -> name, for those who hold tasks."""
    return dict(Account.objects.filter(username__in=accounts - {""}).values_list("username", "name"))
