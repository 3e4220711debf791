"""Proposals between applicant and office: what waits for an answer, what was agreed, and proposing something."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from minben.platform.casework import actions, agreements
from minben.platform.casework import wording as common
from minben.platform.casework.agreements import Talk
from minben.platform.casework.queries import CaseView
from minben.platform.design.parts import Row, Status
from minben.platform.design.templatetags.design import moment
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.portal import forms
from minben.platform.portal.views.acting import _done, _page
from minben.platform.portal.visit import Visit, key, locale, own_view


@access("case", "answer")
def home(request: Visit, number: str) -> HttpResponse:
    """Everything proposed in the case, what waits for the applicant on top; and a new proposal."""
    view = own_view(request, number)
    open_items = {
        one.item.id: view.service.say(f"items.{one.item.id}.name", locale(request)) for one in view.open_items
    }
    sent = request.POST if request.POST.get("what") == "propose" else None
    form = forms.Propose(open_items, sent)
    if sent is not None and form.is_valid():
        given = form.values()
        act = partial(
            actions.propose_agreement, request.actor, number, given["item"], given["kind"], given["text"],
            given["day"], given["days"], office=False, key=key(request),
        )  # fmt: skip
        if _done(request, form, act, _("Your proposal is with the office.")):
            return redirect("portal:agreements", number=number)
    talks = agreements.talks(view.case, view.moment)
    shown = [told(view, one, locale(request)) for one in talks]
    return _page(request, "agreements", view, form=form if open_items else None, talks=shown)


@access("case", "answer")
def answer(request: Visit, number: str, agreement: int) -> HttpResponse:
    """One proposal: confirm or decline the office's, take back one's own."""
    view = own_view(request, number)
    talk = next((one for one in agreements.talks(view.case, view.moment) if one.row.pk == agreement), None)
    if talk is None or not talk.waits_for:
        raise Http404
    mine = talk.waits_for == "applicant"
    form = forms.AnswerProposal(request.POST or None) if mine else django_forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if mine:
            agree, reason = form.cleaned_data["agree"] == "yes", form.cleaned_data["reason"]
            act = partial(
                actions.answer_agreement,
                request.actor,
                agreement,
                reason,
                agree=agree,
                office=False,
                key=key(request),
            )
            words = _("Agreed by both sides") if agree else _("The office reads why you do not agree.")
        else:
            act = partial(
                actions.take_back_agreement, request.actor, agreement, office=False, key=key(request)
            )
            words = _("Your proposal is taken back.")
        if _done(request, form, act, words):
            return redirect("portal:agreements", number=number)
    return _page(request, "agreement", view, form=form, talk=told(view, talk, locale(request)), mine=mine)


def told(view: CaseView, talk: Talk, wanted: str) -> dict[str, Any]:
    """One proposal in words."""
    word, kind = common.agreement_state(talk.state)
    office = unit_names(wanted).get(talk.row.unit, talk.row.unit)
    rows = [
        Row(_("Item"), view.service.say(f"items.{talk.row.caseitem.item}.name", wanted)),
        Row(_("Proposed by"), office if talk.row.office else _("You"), moment(talk.row.proposed_at)),
        *([Row(_("Which day"), talk.day)] if talk.day else []),
        Row(_("Proposal"), talk.text),
    ]
    if talk.waits_for:
        rows.append(Row(_("Answer by"), talk.row.answer_by))
    if talk.answer:
        rows.append(Row(_("Answer"), talk.answer))
    if talk.row.settled_at and talk.row.outcome != "expired":
        who = _("You") if (talk.row.office != (talk.row.outcome == "taken_back")) else office
        rows.append(
            Row(
                _("Taken back by") if talk.row.outcome == "taken_back" else _("Answered by"),
                who,
                moment(talk.row.settled_at),
            )
        )
    return {
        "id": talk.row.pk,
        "title": common.agreement(talk.row.kind),
        "status": Status(word, kind),
        "rows": rows,
        "state": talk.state,
        "to_answer": talk.waits_for == "applicant",
        "to_take_back": talk.waits_for == "office",
        "key": uuid4().hex,
    }
