"""Closed cases of the offices that led them: proceedings, how long they are kept, the package, destruction by two."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import actions
from minben.platform.casework import queries as casework
from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Destruction
from minben.platform.catalogue.queries import current_place, pinned, place_locale
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.identity.rights import access
from minben.platform.journal.actions import note_reading
from minben.platform.journal.queries import now
from minben.platform.workbench import archive_wording, forms
from minben.platform.workbench.queries.queue import holder_names
from minben.platform.workbench.queries.today import task_of
from minben.platform.workbench.views.queue import own, tabs

PAGE = 25


@access("task", "read")
def home(request: HttpRequest) -> HttpResponse:
    """Closed cases, the last closed first; on top what waits: time that is up, destructions to confirm."""
    actor, locale = own(request), place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    number = request.GET.get("q", "").strip()[:60]
    found = Paginator(casework.closed_for(actor, number), PAGE).get_page(request.GET.get("page", 1))
    due = casework.past_their_time(now().date(), actor.units)
    waiting = casework.destructions_for(actor, waiting=True)
    names = {row.number for row in waiting}
    context = {
        "q": number,
        "found": found,
        "table": _table([_line(row, locale) for row in found]) if found.object_list else None,
        "due": [row for row in due if row.number not in names],
        "waiting": waiting if actor.has("leader") else [],
        "destroyed": _proofs(casework.destructions_for(actor, waiting=False)),
        "tabs": tabs(request, "closed"),
    }
    return render(request, "workbench/closed.html", context)


def _table(rows: list[list[Any]]) -> Table:
    heads = [_("Case"), _("Service"), _("Closed"), _("Kept until"), _("State of the file")]
    return Table(_("Closed cases and archive"), [Column(head) for head in heads], rows, stacks=True)


def _line(row: Case, locale: str) -> list[Any]:
    service = pinned(row.pack, row.service)[1].say("name", locale)
    link = Link(reverse("workbench:file_of", args=[row.number]), row.number)
    kept = row.keep_until or _("for ever")
    return [link, service, row.closed_at, kept, archive_wording.state(row)]


def _proofs(rows: list[Destruction]) -> Table | None:
    """What remains of destroyed cases: number, days, digest and the two who decided it; nothing of the person."""
    if not rows:
        return None
    names = holder_names({name for row in rows for name in (row.proposed_by, row.confirmed_by)})
    lines = [
        [row.number, row.keep_until, row.destroyed_at, names.get(row.proposed_by, row.proposed_by),
         names.get(row.confirmed_by, row.confirmed_by), archive_wording.spaced(row.archive)]
        for row in rows
    ]  # fmt: skip
    heads = [
        _("Case"), _("Kept until"), _("Destroyed"), _("Proposed by"), _("Confirmed by"), _("Digest of the package"),
    ]  # fmt: skip
    return Table(_("Destroyed cases and their proof"), [Column(head) for head in heads], lines, stacks=True)


def _case(request: HttpRequest, number: str) -> Case:
    row = casework.closed_for(own(request)).filter(number=number).first()
    if row is None:
        raise Http404
    return row


@access("task", "handle")
def file_of(request: HttpRequest, number: str) -> HttpResponse:
    """One closed file: its results, how long each is kept and why, and what can be done with it."""
    row, actor = _case(request, number), own(request)
    form = forms.Plain(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = _do(request, row)
            messages.success(request, done)
            return redirect("workbench:file_of", number=number)
        except Refusal as refusal:
            form.blame(refusal.key)
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    _place, service = pinned(row.pack, row.service)
    view = casework.view(row)
    waiting = any(one.number == number for one in casework.destructions_for(actor, waiting=True))
    past = row.keep_until is not None and now().date() > row.keep_until
    context = {
        "number": number,
        "service": service.say("name", locale),
        "sentence": archive_wording.sentence(row),
        "items": archive_wording.retention(view, locale),
        "proceedings": [
            Row(common.proceeding(one.kind), f"{one.body} {one.number}", archive_wording.ended(one))
            for one in casework.proceedings_of(row)
        ],
        "tasks": [
            Link(reverse("workbench:task", args=[task]), service.say(f"items.{item.item.id}.name", locale))
            for item in view.items
            if (task := task_of(actor, row, item.item.id))
        ],
        "digest": archive_wording.spaced(casework.archive_digest(row)),
        "may_make": row.archived_at is None,
        "may_fetch": row.archived_at is not None and actor.has("leader"),
        "may_propose": row.archived_at is not None and past and not waiting,
        "waiting": waiting,
        "bound": [form] if form.is_bound else [],
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("workbench:closed"), _("Closed cases and archive"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/file.html", context, status=409 if form.errors else 200)


def _do(request: HttpRequest, row: Case) -> str:
    """The button that was pressed; what it says when it is done."""
    actor, key = own(request), request.POST.get("key", "")[:60]
    if request.POST.get("what") == "archive":
        actions.archive_case(actor, row.number, key=key)
        return _("The package is made; its digest stands in the journal.")
    if request.POST.get("what") == "destroy":
        actions.propose_destruction(actor, row.number, key=key)
        return _("The destruction is proposed. The head of the office confirms or refuses it.")
    raise Http404


@access("task", "handle")
def package(request: HttpRequest, number: str) -> HttpResponse:
    """The archive package, for the head of the office that led the case; fetching it is journalled."""
    row, actor = _case(request, number), own(request)
    content = casework.archive_package(number) if actor.has("leader") else None
    if content is None:
        raise Http404
    note_reading(actor, "case", number, "archive", ["archive"])
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.zip"'
    return answer


@access("task", "handle")
def destruction(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the model's own word
    """One proposed destruction: the head confirms or refuses, never who proposed it."""
    actor = own(request)
    rows = casework.destructions_for(actor, waiting=True) if actor.has("leader") else []
    row = next((one for one in rows if one.pk == id), None)
    if row is None:
        raise Http404
    form = forms.Plain(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agree = request.POST.get("agree") == "yes"
        try:
            actions.settle_destruction(actor, id, agree=agree, key=request.POST.get("key", ""))
            told = _("The case is destroyed; its proof remains.") if agree else _("The case is kept.")
            messages.success(request, told)
            return redirect("workbench:closed")
        except Refusal as refusal:
            form.blame(refusal.key)
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    services = current_place().services
    name = services[row.service].say("name", locale) if row.service in services else row.service
    context = {
        "title": _("Destroy a case whose time is up"),
        "facts": [
            Row(_("Case number"), row.number, name),
            Row(_("Kept until"), row.keep_until),
            Row(_("Digest of the package"), archive_wording.spaced(row.archive)),
            Row(_("Proposed by"), holder_names({row.proposed_by}).get(row.proposed_by, row.proposed_by)),
        ],
        "text": archive_wording.remains(),
        "bound": [form] if form.is_bound else [],
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("workbench:closed"), _("Closed cases and archive"))],
    }
    return render(request, "workbench/proposal.html", context, status=409 if form.errors else 200)
