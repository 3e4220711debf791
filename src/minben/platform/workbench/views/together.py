"""Several tasks at once: each is an act, a transaction and a journal entry of its own; a list tells what came of each.

What one officer writes for all of them (the same missing points, the same question) is written once. A decision is
never made for several: each application has a right to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from minben.platform.casework import actions
from minben.platform.casework import queries as casework
from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.journal.queries import now
from minben.platform.workbench import forms, wording
from minben.platform.workbench.queries.queue import Line, lines_of
from minben.platform.workbench.views.case import form_of
from minben.platform.workbench.views.queue import AT_ONCE, own, several, tabs

MOST = 100


@access("task", "handle")
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """One act on several tasks: first its words, if it needs any, then what came of each."""
    name = request.POST.get("more" if request.POST.get("act") == "more" else "act", "")
    if name not in AT_ONCE and name not in several(own(request)):
        raise Http404
    chosen = list(dict.fromkeys(int(task) for task in request.POST.getlist("task") if task.isdigit()))[:MOST]
    if not chosen:
        messages.warning(request, _("No task was chosen. Tick the tasks first."))
        return redirect(_back(request))
    known = {line.task.pk: line for line in lines_of(own(request), chosen, now())}
    if name in AT_ONCE:
        return _results(request, name, _all(request, name, chosen, {}), known)
    form = form_of(request, name, request.POST if "go" in request.POST else None)
    if form.is_valid():
        return _results(request, name, _all(request, name, chosen, form.values()), known)
    return _ask(request, name, form, known)


@dataclass(frozen=True)
class CameOf:
    """What came of one task; `refused` is why nothing did."""

    task: int
    refused: str = ""


def _all(request: HttpRequest, name: str, chosen: list[int], words: dict[str, Any]) -> list[CameOf]:
    return [_one(task, lambda task=task: _do(request, name, task, words)) for task in chosen]


def _one(task: int, work: Callable[[], Any]) -> CameOf:
    try:
        work()
    except Refusal as refusal:
        return CameOf(task, wording.refused(refusal.key))
    return CameOf(task)


def _do(request: HttpRequest, name: str, task: int, words: dict[str, Any]) -> None:
    key = request.POST.get("key", "")
    if name == "reply_message":  # one message to a case, however many of its items are chosen
        number = casework.number_of_task(own(request), task)
        actions.reply_message(own(request), number, **words, key=key and f"{key}-{number}")
        return
    once = {"key": f"{key}-{task}"} if key else {}
    seen = request.POST.get(f"seen-{task}", "")
    getattr(actions, name)(own(request), task, **words, seen=seen, **once)


def _ask(request: HttpRequest, name: str, form: forms.Act, known: dict[int, Line]) -> HttpResponse:
    """The form for all of them. Each task carries the mark of how it stood when it was chosen."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    marks = {
        task: request.POST.get(f"seen-{task}") or casework.mark(line.task) for task, line in known.items()
    }
    said = wording.act(name)
    context = {
        "title": said.get("name_of", said["title"]),
        "text": said["text"],
        "label": said["title"],
        "act": name,
        "form": form,
        "bound": [form] if form.is_bound else [],
        "tasks": [(line, _name(line, locale), marks[task]) for task, line in known.items()],
        "key": request.POST.get("key", "") or uuid4().hex,
        "back": _back(request),
        "breadcrumbs": [Link(reverse("workbench:home"), _("Queue"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/together.html", context, status=422 if form.is_bound else 200)


def _results(request: HttpRequest, name: str, found: list[CameOf], known: dict[int, Line]) -> HttpResponse:
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    rows = [
        [_where(known.get(one.task), one.task, locale), *_who(known.get(one.task)), *_outcome(name, one)]
        for one in found
    ]
    return told(request, wording.act(name)["title"], rows, sum(not one.refused for one in found))


def told(request: HttpRequest, title: str, rows: list[list[Any]], done: int, back: str = "") -> HttpResponse:
    """The list of what came of each, with a sentence above it."""
    left = len(rows) - done
    words = ngettext("%(number)s was done.", "%(number)s were done.", done) % {"number": done}
    if left:
        more = ngettext("%(number)s was left as it is.", "%(number)s were left as they are.", left)
        words = f"{words} {more % {'number': left}}"
    heads = [
        Column(_("Item")),
        Column(_("Case number")),
        Column(_("What came of it")),
        Column(_("Explanation")),
    ]
    context = {
        "title": title,
        "sentence": words,
        "kind": "late" if left else "done",
        "table": Table(_("What came of each"), heads, rows, stacks=True),
        "back": back or _back(request),
        "breadcrumbs": [Link(reverse("workbench:home"), _("Queue"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/together_done.html", context)


def _where(line: Line | None, task: int, locale: str) -> Any:
    if line is None:
        return _("Task %(number)s") % {"number": task}
    return Link(reverse("workbench:task", args=[task]), _name(line, locale))


def _who(line: Line | None) -> list[str]:
    return [line.case.number if line else ""]


def _outcome(name: str, one: CameOf) -> list[Any]:
    if one.refused:
        return [Status(_("Left as it is"), "late"), one.refused]
    return [Status(_("Done"), "done"), wording.act(name)["done"]]


def _name(line: Line, locale: str) -> str:
    return line.service.say(f"items.{line.item.id}.name", locale)


def _back(request: HttpRequest) -> str:
    """Where the officer came from, if it is a page of the workbench."""
    target = request.POST.get("back", "")
    return target if target.startswith("/workbench/") and "//" not in target else reverse("workbench:home")
