"""A person says that a register is wrong: its keeper checks and answers (多元校核)."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.casework.disputes import disputes_for
from minben.platform.catalogue.queries import current_place, place_locale
from minben.platform.design.parts import Link, Row
from minben.platform.identity.rights import access
from minben.platform.journal.actions import note_reading
from minben.platform.workbench import forms, wording
from minben.platform.workbench.views.queue import own, tabs

NAME = "answer_dispute"


@access("task", "handle")
def dispute(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the model's own word
    """What the register said, what the person says, and the answer. Opening it is journalled."""
    actor = own(request)
    found = next((one for one in disputes_for(actor) if one.row.pk == id), None)
    if found is None:
        raise Http404
    form = forms.AnswerDispute(request.POST or None, prefix=NAME)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_dispute(actor, id, **form.values(), key=request.POST.get("key", ""))
            messages.success(request, wording.act(NAME)["done"])
            return redirect("workbench:day")
        except Refusal as refusal:
            form.blame(refusal.key)
    row, names = found.row, current_place().texts[place_locale(request.LANGUAGE_CODE)]  # type: ignore[attr-defined]
    note_reading(actor, "case", found.case.number, "dispute", [row.element])
    told, said = found.words()
    context = {
        "title": names[f"elements.{row.element}.label"],
        "caption": _("A person says that this is wrong"),
        "lead": "",
        "facts": [
            Row(_("Register"), names.get(f"registers.{row.register}", row.register)),
            Row(_("Whose record"), row.person),
            Row(_("The register says"), told),
            Row(_("The person says"), said),
            Row(_("Case number"), found.case.number),
            Row(_("Said on"), row.said_at),
        ],
        "acts": [{"name": NAME, "main": True, "form": form, "key": uuid4().hex, **wording.act(NAME)}],
        "bound": [form] if form.is_bound else [],
        "breadcrumbs": [Link(reverse("workbench:day"), _("My day"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/duty.html", context, status=422 if form.errors else 200)
