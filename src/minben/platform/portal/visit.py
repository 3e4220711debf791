"""What every view of the portal asks of its request: who visits, in which language, and whether a case is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest

from minben.platform.casework import queries as casework
from minben.platform.catalogue.queries import place_locale
from minben.platform.identity.rights import Reach
from minben.platform.journal.actor import Actor

if TYPE_CHECKING:
    from minben.platform.casework.models import Case


class Visit(HttpRequest):
    """A request as the middleware and `@access` furnish it. On public pages `actor` may be None."""

    actor: Any  # Actor or None
    reach: Reach
    LANGUAGE_CODE: str


def locale(request: Visit) -> str:
    """The pack's locale of the page."""
    return place_locale(request.LANGUAGE_CODE)


def citizen(request: Visit) -> Actor | None:
    """The visitor when they are here for themselves or for somebody: a citizen; else None."""
    actor = request.actor
    return actor if actor is not None and actor.has("citizen") else None


def own_case(request: Visit, number: str) -> Case:
    """The case if it is the visitor's; else 404, as if it did not exist."""
    row = casework.case_for(request.actor, number, request.reach)
    if row is None:
        raise Http404
    return row


def own_view(request: Visit, number: str) -> casework.CaseView:
    """The whole view of the visitor's own case."""
    return casework.view(own_case(request, number))


def key(request: Visit) -> str:
    """The idempotency key that the page sent with its form."""
    return request.POST.get("key", "")[:120]
