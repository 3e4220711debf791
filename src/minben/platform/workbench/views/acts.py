"""Acting on a task: every button of the case page, the decision previewed before it is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework import actions
from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Column, Row, Table
from minben.platform.identity.rights import access
from minben.platform.workbench import forms, wording
from minben.platform.workbench.queries.desk import Desk
from minben.platform.workbench.views.case import FORMS, form_of, heading, own_desk, show
from minben.platform.workbench.views.queue import own, tabs

CONFLICT, UNFIT = 409, 422
PREVIEWED = ("decide", "refuse")  # acts that send a document
LEAVES = ("decide", "refuse", "release", "transfer")  # acts after which the task is no longer here


@access("task", "handle")
@require_POST
def act(request: HttpRequest, task: int, name: str) -> HttpResponse:
    """Do one act. What does not fit comes back with everything that was typed."""
    if name not in FORMS:
        raise Http404
    found = own_desk(request, task)
    form = form_of(request, name, request.POST)
    if not form.is_valid():
        return show(request, found, {name: form}, UNFIT)
    if name in PREVIEWED and "send" not in request.POST:
        return (
            show(request, found, {name: form}) if "change" in request.POST else preview(request, found, form)
        )
    try:
        _do(request, found, name, form)
    except Refusal as refusal:
        form.blame(refusal.key)
        return show(request, own_desk(request, task), {name: form}, CONFLICT)
    messages.success(request, wording.act(name)["done"])
    return redirect("workbench:home") if name in LEAVES else redirect("workbench:task", task=task)


def _do(request: HttpRequest, found: Desk, name: str, form: forms.Act) -> None:
    actor, key = own(request), request.POST.get("key", "")
    work = getattr(actions, name)
    if name == "propose_agreement":
        work(actor, found.case.number, found.item.id, **form.values(), office=True, key=key)
        return
    if name in ("answer_agreement", "take_back_agreement"):
        work(actor, _talk(found), **form.values(), office=True, key=key)
        return
    if name == "end_proceeding":
        work(actor, found.open_proceeding.pk if found.open_proceeding else 0, **form.values(), key=key)
        return
    if name in ("propose", "deliver", "record_proceeding"):
        work(actor, found.case.number, found.item.id, **form.values(), key=key)
        return
    if name == "reply_message":
        work(actor, found.case.number, **form.values(), key=key)
        return
    work(actor, found.task.pk, **form.values(), seen=request.POST.get("seen", ""), key=key)


def _talk(found: Desk) -> int:
    """The proposal that waits; 0 when none does any longer."""
    return found.waiting_talk.row.pk if found.waiting_talk else 0


def preview(request: HttpRequest, found: Desk, form: forms.Act) -> HttpResponse:
    """The decision document as the applicant will read it; nothing is sent yet."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    outcome, reasons = form.cleaned_data.get("outcome", "not_accepted"), form.cleaned_data["reasons"].strip()
    names = found.place.texts[locale]
    head = heading(found, locale)
    known = found.view.facts
    context = {
        **head,
        "title": wording.document_title(found.item.item_type, outcome),
        "sentence": wording.document_sentence(outcome, head["applicant"], head["item"]),
        "authority": names.get(f"units.{found.caseitem.authority}", found.caseitem.authority),
        "moment": found.line.moment,
        "reasons": reasons,
        "bases": [common.article(found.place, law, locale) for law in found.item.legal_basis],
        "result": _result(found, known, names) if outcome == "granted" else [],
        "remedies": _remedies(found, locale),
        "act": form.prefix,
        "form": form,
        "seen": request.POST.get("seen", ""),
        "key": request.POST.get("key", ""),
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/preview.html", context)


def _result(found: Desk, known: dict[str, str], names: Any) -> list[Row]:
    """What the certificate will state."""
    return [
        Row(names[f"elements.{name}.label"], names.get(f"elements.{name}.choices.{known[name]}", known[name]))
        for name in found.item.certificate
        if name in known
    ]


def _remedies(found: Desk, locale: str) -> Table:
    names = found.place.texts[locale]
    rows = [
        [
            wording.remedy(one.kind),
            names.get(f"units.{one.body}") or names.get(one.body, one.body),
            one.phone,
            common.limit(within) if (within := found.place.within(one)) else _("at any time"),
        ]
        for one in found.item.remedies
    ]
    heads = [_("Right"), _("Where to go"), _("Telephone"), _("Within")]
    return Table(
        _("Rights and remedies of the applicant"), [Column(head) for head in heads], rows, stacks=True
    )
