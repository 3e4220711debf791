"""What guards every request, whatever the page. Serves people at shared machines, and whoever looks into an attack.

Methods nobody uses are refused, pages of somebody signed in are kept by no browser, and what matters for security is
written as one line of JSON: never a form's content, never an address's query.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FAILURES, WINDOW = 10, 600  # failed sign-ins from one address within so many seconds
NUL = "\x00"
LOG = logging.getLogger("minben.security")


class SafetyMiddleware:
    """Around every view, inside the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        request.GET, request.POST = _legible(request.GET), _legible(request.POST)
        answer = self.get_response(request)
        if request.user.is_authenticated and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "no-store"
        return answer


def _legible(said: QueryDict) -> QueryDict:
    """The same without the character that no person types and PostgreSQL cannot keep (U+0000)."""
    if not any(NUL in word for name, values in said.lists() for word in (name, *values)):
        return said
    clean = QueryDict(mutable=True)
    for name, values in said.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean


def note(event: str, request: HttpRequest, **values: str) -> None:
    """One line for the security log: what happened, who, on which path, from where. JSON, so that no value can forge
    a second line."""
    actor = getattr(request, "actor", None)
    who = actor.account if actor is not None else ""
    told = {"event": event, "who": who, "path": request.path[:200], "from": address(request), **values}
    LOG.warning(json.dumps(told, ensure_ascii=True, sort_keys=True))


def address(request: HttpRequest) -> str:
    """Where the request comes from, as the connection says: no header of the client is believed."""
    return str(request.META.get("REMOTE_ADDR", ""))


def failed(request: HttpRequest) -> None:
    """Count one failed sign-in of this address."""
    mark = _mark(request)
    cache.add(mark, 0, WINDOW)
    cache.incr(mark)


def barred(request: HttpRequest) -> bool:
    """Whether this address failed too often to try again now."""
    return int(cache.get(_mark(request), 0)) >= FAILURES


def _mark(request: HttpRequest) -> str:
    return f"failed-sign-in:{address(request)}"
