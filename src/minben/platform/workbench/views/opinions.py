"""The second pair of eyes: another office asks for an opinion (徵求意見); a critical act waits for the head."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import actions
from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.casework.queries import consultations_for, proposals_for
from minben.platform.catalogue.queries import pinned, place_locale
from minben.platform.design.parts import Link, Row
from minben.platform.identity.rights import access
from minben.platform.workbench import forms, wording
from minben.platform.workbench.queries.queue import holder_names
from minben.platform.workbench.views.queue import own, tabs

NAME = "answer_consultation"


@access("task", "handle")
def opinion(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the model's own word
    """One question, with the case it is about and nothing more of it."""
    actor = own(request)
    found = next(
        (one for one in consultations_for(actor) if one["row"].pk == id and one["row"].asked in actor.units),
        None,
    )
    if found is None:
        raise Http404
    kind = forms.Countersign if found["row"].countersign else forms.Opinion
    form = kind(request.POST or None, prefix=NAME)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_consultation(actor, id, **form.values(), key=request.POST.get("key", ""))
            messages.success(request, wording.act(NAME)["done"])
            return redirect("workbench:day")
        except Refusal as refusal:
            form.blame(refusal.key)
    row, locale = found["row"], place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    place, service = pinned(row.case.pack, row.case.service)
    context = {
        "title": found["text"],
        "caption": _("Countersignature asked for") if row.countersign else _("Opinion asked for"),
        "lead": "",
        "facts": [
            Row(_("Asked by"), place.texts[locale].get(f"units.{row.unit}", row.unit)),
            Row(_("Case number"), row.case.number, service.say(f"items.{row.caseitem.item}.name", locale)),
            Row(_("Answer by"), row.due_at),
        ],
        "acts": [{"name": NAME, "main": True, "form": form, "key": uuid4().hex, **wording.act(NAME)}],
        "bound": [form] if form.is_bound else [],
        "breadcrumbs": [Link(reverse("workbench:day"), _("My day"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/duty.html", context, status=422 if form.errors else 200)


@access("task", "handle")
def proposal(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the model's own word
    """One critical act proposed in the unit: the head confirms or refuses, never who proposed it."""
    actor = own(request)
    row = next((one for one in proposals_for(actor) if one.pk == id and actor.has("leader")), None)
    if row is None:
        raise Http404
    form = forms.Plain(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(
                actor, id, agree=request.POST.get("agree") == "yes", key=request.POST.get("key", "")
            )
            messages.success(request, wording.act("settle")["done"])
            return redirect("workbench:day")
        except Refusal as refusal:
            form.blame(refusal.key)
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    place, service = pinned(row.case.pack, row.case.service)
    context = {
        "title": wording.critical().get(row.verb, row.verb),
        "facts": [
            Row(_("Case number"), row.case.number, service.say(f"items.{row.caseitem.item}.name", locale)),
            Row(_("Reasons for the proposal"), row.reasons),
            Row(_("Law and article"), common.law(place, row.basis, locale)),
            Row(_("Proposed by"), holder_names({row.proposed_by}).get(row.proposed_by, row.proposed_by)),
        ],
        "text": wording.act("settle")["text"],
        "bound": [form] if form.is_bound else [],
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("workbench:day"), _("My day"))],
    }
    return render(request, "workbench/proposal.html", context, status=409 if form.errors else 200)
