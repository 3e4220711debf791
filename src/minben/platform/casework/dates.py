"""All dates of one case side by side, each with the chain that leads to it: for citizen, officer and inspector alike.

Serves the pages of every door. What is shown is what the clocks say now; a corrected calendar has moved them already.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from minben.kernel.worktime import APPLICANT, OutsideCalendar
from minben.platform.casework import clocks, wording
from minben.platform.casework.models import Case, Clock
from minben.platform.catalogue.queries import pinned

OFFICES = ("step", "consultation", "card", "contact", "follow_up")
"""Kinds of clocks that concern offices alone: the applicant's page leaves them out."""
SUPERVISED = ("card", "contact", "follow_up")
"""Kinds that have pages of their own."""


@dataclass(frozen=True)
class Dated:
    """One clock in words. `due` is None while it stands still, or when the calendar does not reach that far."""

    title: str
    item: str
    holder: str
    due: datetime | None
    ended: datetime | None
    stopped: bool
    provisional: bool
    steps: tuple[str, ...]
    basis: str


def dates(
    case: Case, locale: str, *, scopes: Collection[str] = (), without: Collection[str] = (),
    name: Callable[[str], str] | None = None,
) -> list[Dated]:  # fmt: skip
    """The case's clocks, running ones first by date; only these scopes, or all without these kinds.

    `name`: what a clock is called to this reader.
    """
    rows = Clock.objects.filter(case=case).select_related("case", "caseitem").order_by("id")
    rows = [row for row in rows if not scopes or row.scope in scopes]
    shown = [row for row in rows if row.scope.partition(".")[0] not in without]
    return [_dated(row, locale, name) for row in sorted(shown, key=_order)]


def _order(row: Clock) -> tuple[bool, bool, float, int]:
    due = row.due_at.timestamp() if row.due_at else 0.0
    return row.ended_at is not None, row.due_at is None, due, row.pk


def _dated(row: Clock, locale: str, name: Callable[[str], str] | None) -> Dated:
    place, service = pinned(row.case.pack, row.case.service)
    texts = place.texts[locale]
    holder = _("The applicant") if row.holder == APPLICANT else texts.get(f"units.{row.holder}", row.holder)
    return Dated(
        title=name(row.scope) if name else wording.clock(row.scope, place, locale),
        item=service.say(f"items.{row.caseitem.item}.name", locale) if row.caseitem else "",
        holder=holder,
        due=row.due_at,
        ended=row.ended_at,
        stopped=any(stop["end"] is None for stop in row.stops),
        provisional=row.provisional,
        steps=chain(row, locale),
        basis=wording.law(place, row.limit.get("basis", ""), locale),
    )


def chain(row: Clock, locale: str) -> tuple[str, ...]:
    """The steps that lead to a clock's date; none when the calendar does not reach that far."""
    place, _service = pinned(row.case.pack, row.case.service)
    try:
        return tuple(wording.chain(clocks.explain(row), place, locale))
    except OutsideCalendar:
        return ()
