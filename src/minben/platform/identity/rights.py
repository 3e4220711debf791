"""The authorisation matrix: role x object x verb -> how far it reaches. One table, generated tests, generated page.

What is not in the table is refused. Views name their cell with `@access("case", "read")`; a test walks every URL and
fails on a view that names none, and proves for every role that what the matrix refuses is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from minben.platform.identity.safety import note
from minben.platform.journal.actor import Actor

Reach = Literal["none", "own", "unit", "tenant", "public"]
ROLES = ("anonymous", "citizen", "assistant", "officer", "leader", "inspector", "analyst", "administrator")

# (object, verb): role -> reach. "public" cells hold for everybody.
MATRIX: dict[tuple[str, str], dict[str, Reach]] = {
    ("service", "read"): {"anonymous": "public"},
    ("openness", "read"): {"anonymous": "public"},
    ("certificate", "verify"): {"anonymous": "public"},
    ("receipt", "verify"): {"anonymous": "public"},
    ("feedback", "give"): {"anonymous": "public"},
    ("feedback", "answer"): {"administrator": "tenant"},
    ("consultation", "answer"): {"citizen": "own"},
    ("information", "ask"): {"citizen": "own", "assistant": "own"},
    ("information", "follow"): {"citizen": "own", "assistant": "own"},
    ("information", "answer"): {"officer": "unit", "leader": "unit"},
    ("consultation", "hold"): {"analyst": "tenant"},
    ("consultation", "reply"): {"officer": "unit", "leader": "unit"},
    ("session", "manage"): {"anonymous": "public"},
    ("draft", "write"): {"citizen": "own", "assistant": "own"},
    ("case", "follow"): {"citizen": "own", "assistant": "own"},
    ("case", "answer"): {"citizen": "own"},
    ("certificate", "fetch"): {"citizen": "own"},
    ("space", "read"): {"citizen": "own"},
    ("space", "write"): {"citizen": "own"},
    ("task", "read"): {"officer": "unit", "leader": "unit"},
    ("task", "handle"): {"officer": "unit", "leader": "unit"},
    ("counter", "serve"): {"officer": "unit"},
    ("card", "answer"): {"officer": "unit", "leader": "unit"},
    ("urging", "answer"): {"officer": "unit", "leader": "unit"},
    ("follow_up", "handle"): {"officer": "unit", "leader": "unit"},
    ("practice", "use"): {"officer": "unit"},
    ("oversight", "enter"): {"leader": "tenant", "inspector": "tenant", "administrator": "tenant"},
    ("case", "oversee"): {"leader": "tenant", "inspector": "tenant"},
    ("figures", "read"): {"leader": "tenant", "inspector": "tenant"},
    ("case", "urge"): {"leader": "tenant"},
    ("card", "read"): {"leader": "tenant", "inspector": "tenant"},
    ("card", "judge"): {"inspector": "tenant"},
    ("urging", "read"): {"leader": "tenant", "inspector": "tenant"},
    ("follow_up", "read"): {"leader": "tenant", "inspector": "tenant"},
    ("follow_up", "judge"): {"inspector": "tenant"},
    ("journal", "verify"): {"inspector": "tenant"},
    ("inspection", "make"): {"inspector": "tenant"},
    ("case", "inspect"): {"inspector": "tenant"},
    ("complaint", "read"): {"inspector": "tenant"},
    ("complaint", "reply"): {"inspector": "tenant"},
    ("process", "study"): {"analyst": "tenant"},
    ("rules", "draft"): {"analyst": "own"},
    ("reform", "edit"): {"analyst": "tenant"},
    ("place", "administer"): {"administrator": "tenant"},
}


def reach(actor: Actor | None, kind: str, verb: str) -> Reach:
    """How far this actor's right to `verb` objects of this kind goes; the widest of the actor's roles."""
    cell = MATRIX.get((kind, verb), {})
    if "anonymous" in cell:
        return cell["anonymous"]
    order: tuple[Reach, ...] = ("none", "own", "unit", "tenant", "public")
    roles = actor.roles if actor is not None else ()
    return max((cell.get(role, "none") for role in roles), key=order.index, default="none")


def invited(actor: Actor | None, kind: str, verb: str) -> bool:
    """Whether a page may lead this visitor there: who is not signed in is asked to, staff without the right are not."""
    return actor is None or reach(actor, kind, verb) != "none"


def _return_to(request: HttpRequest) -> str:
    """Where to go after signing in: this page, or for a form that was sent, the page on which it stood."""
    if request.method == "GET":
        return request.get_full_path()
    parts = urlsplit(request.headers.get("referer", ""))
    return parts.path if parts.path and parts.netloc == request.get_host() else request.get_full_path()


def access(kind: str, verb: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view's cell and refuse who has no right in it; the view itself selects objects by reach."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            request.reach = reach(actor, kind, verb)  # type: ignore[attr-defined]
            if request.reach != "none":  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            if actor is None:
                return redirect_to_login(_return_to(request), settings.LOGIN_URL)
            note("refused", request, cell=f"{kind} {verb}")
            raise PermissionDenied

        guarded.access = (kind, verb)  # type: ignore[attr-defined]
        return guarded

    return decorate
