"""The worker's side of openness: a calendar notice counts open requests for information anew. Idempotent."""

from __future__ import annotations

from minben.platform.catalogue.queries import notice_in_force
from minben.platform.identity.queries import tenants
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import current_tenant, scope
from minben.platform.openness.actions.requests import recount_request
from minben.platform.openness.models import InformationRequest
from minben.platform.openness.queries.requests import CORRECTION, OPEN


def run_once() -> int:
    """Every tenant; answers how many requests' dates moved."""
    moved = 0
    for tenant in tenants():
        with scope(tenant.pk):
            moved += recount_requests()
    return moved


def recount_requests() -> int:
    """Count by the notice in force every open request that was counted by another."""
    notice = notice_in_force()
    rows = InformationRequest.objects.filter(state__in=(OPEN, CORRECTION)).exclude(calendar=notice)
    numbers = list(rows.order_by("id").values_list("number", flat=True)) if notice else []
    here = system(current_tenant())
    return sum(recount_request(here, number, notice, key=f"recount-{notice}-{number}") for number in numbers)
