"""Each request works in one tenant, as one actor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from minben.platform.identity import queries
from minben.platform.journal.tenancy import scope


class TenantMiddleware:
    """Sets `request.tenant` and `request.actor` and opens the tenant's scope around the view.

    Staff work in the tenant of their posts (or its sandbox while practising); a citizen in the place chosen in the
    session; anybody else in the node's first tenant.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = self._tenant(request)
        request.tenant, request.actor = tenant, None  # type: ignore[attr-defined]
        if tenant is None:  # nothing loaded yet
            return self.get_response(request)
        with scope(tenant.pk):
            if request.user.is_authenticated:
                behalf = self._behalf(request)
                request.actor = queries.actor_for(request.user, behalf)  # type: ignore[attr-defined,arg-type]
                request.acting_for = request.session.get("acting_for", "") if behalf else ""  # type: ignore[attr-defined]
            return self.get_response(request)

    @staticmethod
    def _behalf(request: HttpRequest) -> str:
        """For whom the visitor acts. A citizen's mandate is asked for anew at each request: it can end any day."""
        chosen, person = request.session.get("on_behalf_of", ""), request.user.person  # type: ignore[union-attr]
        if not chosen or not person:
            return chosen  # an officer at the window: the visit is in the record
        held = {mandate.principal for mandate in queries.mandates(person)}
        return chosen if chosen in held else ""

    @staticmethod
    def _tenant(request: HttpRequest):  # type: ignore[no-untyped-def]
        user = request.user
        home = user.home if user.is_authenticated else None  # type: ignore[union-attr]
        chosen = request.session.get("tenant", "")
        if home is None:
            found = queries.tenant(chosen) if chosen else None
            return found if found is not None and not found.sandbox else queries.default_tenant()
        if not chosen or chosen == home.pk:
            return home
        found = queries.tenant(chosen)
        return found if found is not None and _may_enter(found, home, bool(user.person)) else home  # type: ignore[union-attr]


def _may_enter(found, home, citizen: bool) -> bool:  # type: ignore[no-untyped-def]
    """Citizens may use any live tenant; staff only their own and the sandbox that practises it."""
    if found.sandbox:
        return found.practises_id == home.pk and not citizen
    return citizen
