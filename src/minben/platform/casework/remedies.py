"""Where an applicant can go after a decision, and until which day; computed, never written by hand.

The periods run from the day on which the decision reached the applicant (行政復議法 art. 20, 行政訴訟法 art. 46): on
the portal the day of the decision, at the counter the day on which it was handed over. After a refusal they are clocks
of the case, which a corrected calendar moves; these pages show the clocks. Before a paper is handed over none runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from minben.kernel.pack import Item, Remedy
from minben.kernel.worktime import Due, Limit, OutsideCalendar
from minben.platform.casework import clocks
from minben.platform.casework.life import REFUSED
from minben.platform.casework.models import Clock, Decision
from minben.platform.catalogue.queries import pinned


@dataclass(frozen=True)
class Way:
    """One remedy. `due` is None when the law sets the applicant no period, the decision has not reached them yet, or
    the calendar does not reach that far;
    `limit` is the law's, or the one in which an office answers."""

    remedy: Remedy
    limit: Limit | None
    due: Due | None


def after(item: Item, decision: Decision) -> list[Way]:
    """The item's remedies against this decision with their last days, in the pack's order."""
    place, _service = pinned(decision.case.pack, decision.case.service)
    rows = Clock.objects.filter(caseitem_id=decision.caseitem_id)
    rows = rows.filter(
        Q(scope="reconsideration") | Q(scope="litigation") | Q(scope__startswith="litigation.")
    )
    running = {row.scope.partition(".")[0]: row for row in rows.select_related("case").order_by("id")}
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
        if decision.caseitem.status in REFUSED and not decision.caseitem.result:
            return None  # a paper that nobody has taken yet
        return clocks.due_by(decision.case, decision.decided_at, remedy.limit)
    except OutsideCalendar:
        return None
