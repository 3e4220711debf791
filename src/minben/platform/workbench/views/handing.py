"""Results that wait to be handed over at the window or sent by post: each with who took it, several at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import CaseItem
from minben.platform.casework.queries import handing_over
from minben.platform.catalogue.queries import pinned, place_locale
from minben.platform.design.parts import Status
from minben.platform.identity.rights import access
from minben.platform.workbench import wording
from minben.platform.workbench.views.queue import own, tabs
from minben.platform.workbench.views.together import told

PAGE = 25


@access("task", "handle")
def home(request: HttpRequest) -> HttpResponse:
    """The list, oldest decision first. What is left empty is not handed over yet."""
    rows = handing_over(own(request))
    if request.method == "POST":
        return _deliver(request, rows)
    found = Paginator(rows, PAGE).get_page(request.GET.get("page", 1))
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    context = {
        "found": found,
        "rows": [(row, _name(row, locale)) for row in found],
        "key": uuid4().hex,
        "tabs": tabs(request, "counter"),
    }
    return render(request, "workbench/handing.html", context)


def _deliver(request: HttpRequest, rows: Any) -> HttpResponse:
    """Note each one for which somebody wrote how it was handed over."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    lines: list[list[Any]] = []
    for row in rows.filter(pk__in=_filled(request)):
        how, refused = request.POST[f"how-{row.pk}"].strip()[:200], ""
        key = request.POST.get("key", "")
        once = {"key": f"{key}-{row.pk}"} if key else {}
        try:
            actions.deliver(own(request), row.case.number, row.item, how, **once)
        except Refusal as refusal:
            refused = wording.refused(refusal.key)
        state = Status(_("Left as it is"), "late") if refused else Status(_("Done"), "done")
        lines.append([_name(row, locale), row.case.number, state, refused or wording.act("deliver")["done"]])
    done = sum(line[2].kind == "done" for line in lines)
    return told(request, wording.act("deliver")["title"], lines, done, reverse("workbench:handing"))


def _filled(request: HttpRequest) -> list[int]:
    names = (name.removeprefix("how-") for name in request.POST if name.startswith("how-"))
    return [int(name) for name in names if name.isdigit() and request.POST[f"how-{name}"].strip()]


def _name(row: CaseItem, locale: str) -> str:
    return pinned(row.case.pack, row.case.service)[1].say(f"items.{row.item}.name", locale)
