"""Where an applicant can go after a decision, and until which day; computed, never written by hand.

The periods run from the day on which the decision reached the applicant (行政復議法 art. 20, 行政訴訟法 art. 46); the
portal delivers it at once, so that is the day of the decision. After a refusal they are clocks of the case, which a
corrected calendar moves; these pages show the clocks.
"""

from __future__ import annotations

from dataclasses import dataclass

from minben.kernel.pack import Item, Remedy
from minben.kernel.worktime import Due, Limit, OutsideCalendar
from minben.platform.casework import clocks
from minben.platform.casework.models import Clock, Decision
from minben.platform.catalogue.queries import pinned


@dataclass(frozen=True)
class Way:
    """One remedy. `due` is None when the law sets the applicant no period, or the calendar does not reach that far;
    `limit` is the law's, or the one in which an office answers."""

    remedy: Remedy
    limit: Limit | None
    due: Due | None


def after(item: Item, decision: Decision) -> list[Way]:
    """The item's remedies against this decision with their last days, in the pack's order."""
    place, _service = pinned(decision.case.pack, decision.case.service)
    rows = Clock.objects.filter(caseitem_id=decision.caseitem_id, scope__in=("reconsideration", "litigation"))
    running = {row.scope: row for row in rows.select_related("case")}
    return [
        Way(remedy, place.within(remedy), _last_day(remedy, decision, running.get(remedy.kind)))
        for remedy in item.remedies
    ]


def _last_day(remedy: Remedy, decision: Decision, clock: Clock | None) -> Due | None:
    if remedy.limit is None or remedy.kind not in ("reconsideration", "litigation"):
        return None  # a complaint's limit binds the office that replies, not the applicant
    try:
        if clock is not None:
            return clocks.explain(clock)
        return clocks.due_by(decision.case, decision.decided_at, remedy.limit)
    except OutsideCalendar:
        return None
