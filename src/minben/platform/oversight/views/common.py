"""What every page of oversight shares: rooms, names, one way to act and to say why something was not done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Tab
from minben.platform.identity.rights import reach
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.oversight import queries, wording

ROOMS = (
    ("figures", "oversight:figures", ("figures", "read")),
    ("look_at", "oversight:look_at", ("figures", "read")),
    ("cards", "oversight:cards", ("card", "read")),
    ("urgings", "oversight:urgings", ("urging", "read")),
    ("ratings", "oversight:ratings", ("follow_up", "read")),
    ("inspection", "oversight:inspection", ("journal", "verify")),
    ("signals", "oversight:signals", ("inspection", "make")),
    ("complaints", "oversight:complaints", ("complaint", "read")),
    ("readings", "oversight:readings", ("journal", "verify")),
    ("upkeep", "oversight:upkeep", ("place", "administer")),
    ("migrations", "oversight:migrations", ("place", "administer")),
)


def actor_of(request: HttpRequest) -> Actor:
    """The person at the page; `@access` made sure that there is one."""
    return request.actor  # type: ignore[attr-defined]


def names_of(request: HttpRequest) -> queries.Names:
    """Names in the page's language."""
    return queries.names(place_locale(request.LANGUAGE_CODE))  # type: ignore[attr-defined]


def _labels() -> dict[str, str]:
    return {
        "figures": _("Figures at a glance"),
        "look_at": _("Services to look at"),
        "cards": _("Cards"),
        "urgings": _("Urgings"),
        "ratings": _("Bad ratings"),
        "inspection": _("Ledger and samples"),
        "signals": _("Signals"),
        "complaints": _("Complaints"),
        "readings": _("Who read what"),
        "upkeep": _("Upkeep"),
        "migrations": _("Running cases and new versions"),
    }


def show(request: HttpRequest, template: str, room: str, **context: Any) -> HttpResponse:
    """The page with the rooms this person may enter."""
    actor = actor_of(request)
    rooms = [
        Tab(reverse(url), _labels()[key], key == room)
        for key, url, cell in ROOMS
        if reach(actor, *cell) != "none"
    ]
    return render(request, f"oversight/{template}.html", {"rooms": rooms, "key": uuid4().hex, **context})


def may(request: HttpRequest, kind: str, verb: str) -> bool:
    """Whether this person's right reaches the whole tenant."""
    return reach(actor_of(request), kind, verb) == "tenant"


def attempt(request: HttpRequest, done: str, work: Callable[[], Any]) -> bool:
    """Do it and say so, or say why it was not done; True when it was."""
    try:
        work()
    except Refusal as error:
        messages.warning(request, wording.refusal(error))
        return False
    messages.success(request, done)
    return True


def key_of(request: HttpRequest) -> str:
    """The form's idempotency key: a form sent twice acts once."""
    key = request.POST.get("key", "")[:40]
    return f"{actor_of(request).account}-{key}" if key else ""


def page_of(request: HttpRequest, rows: Any, size: int = 50) -> Any:
    """One page of a list."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def moment() -> datetime:
    """Now, by the database's clock."""
    return now()
