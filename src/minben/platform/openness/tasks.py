"""The worker's side of openness: a calendar notice counts open requests for information anew, and a reply that does not
come in its limit brings the office a card. Each step is idempotent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q

from minben.kernel.pack import CardRule, Place
from minben.platform.catalogue.models import PlaceInForce
from minben.platform.catalogue.queries import current_place, notice_in_force
from minben.platform.identity.queries import tenants
from minben.platform.journal.actor import system
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import current_tenant, scope
from minben.platform.openness.actions.requests import recount_request
from minben.platform.openness.models import InformationRequest
from minben.platform.openness.queries.requests import ANSWERED, CORRECTION, OPEN, due
from minben.platform.supervision.actions import issue_card
from minben.platform.supervision.rules import LOOK_BACK, Breach, fresh


def run_once() -> int:
    """Every tenant; practice brings no cards. Answers how many requests' dates moved."""
    moved = 0
    for tenant in tenants():
        with scope(tenant.pk):
            moved += recount_requests()
            if not tenant.sandbox:
                watch_requests()
    return moved


def recount_requests() -> int:
    """Count by the notice in force every open request that was counted by another."""
    notice = notice_in_force()
    rows = InformationRequest.objects.filter(state__in=(OPEN, CORRECTION)).exclude(calendar=notice)
    numbers = list(rows.order_by("id").values_list("number", flat=True)) if notice else []
    here = system(current_tenant())
    return sum(recount_request(here, number, notice, key=f"recount-{notice}-{number}") for number in numbers)


def watch_requests(moment: datetime | None = None) -> int:
    """Issue the cards of the tenant in force for replies that are overdue, or came late; answers how many."""
    at, place, here = moment or now(), current_place(), system(current_tenant())
    pack = PlaceInForce.objects.order_by("-since", "-id").values_list("pack", flat=True).first() or ""
    rules = [rule for rule in place.supervision.rules if rule.condition == "request_overdue"]
    found = [one for rule in rules for one in fresh(rule, _overdue(rule, place, at), place)]
    for one in found:
        issue_card(here, one, pack, key=f"card-{one.rule.id}-{one.subject}", at=moment)
    return len(found)


def _overdue(rule: CardRule, place: Place, moment: datetime) -> Iterator[Breach]:
    """Requests past the date of their reply. While the clock stands still for a third party nothing can be late."""
    begun = moment - timedelta(days=place.information.reply.value)  # no limit ends sooner
    rows = InformationRequest.objects.filter(
        Q(state=OPEN, counted_from__lt=begun)
        | Q(state=ANSWERED, answered_at__gt=F("due_at"), answered_at__gte=moment - LOOK_BACK)
    )
    for row in rows.defer("sealed", "reply").order_by("id"):
        found = due(row)
        if found.at is not None and found.at < (row.answered_at or moment):
            facts = {
                "started_at": row.counted_from.isoformat(),
                "due_at": found.at.isoformat(),
                "ended_at": row.answered_at.isoformat() if row.answered_at else "",
            }
            subject, began = f"request-{row.pk}", row.counted_from
            yield Breach(rule, None, subject, row.unit, began, facts=facts, about=row.number)
