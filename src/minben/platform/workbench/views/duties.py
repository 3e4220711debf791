"""Answering supervision: one card, one urging, one bad rating to mend. Only the unit addressed sees it here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.casework.dates import dates
from minben.platform.catalogue.queries import pinned, place_locale
from minben.platform.design.parts import Column, Link, Row, Status, Table
from minben.platform.identity.rights import access
from minben.platform.supervision import actions
from minben.platform.supervision import queries as supervision
from minben.platform.workbench import duty_forms, duty_wording
from minben.platform.workbench.queries.today import task_of
from minben.platform.workbench.views.queue import own, tabs
from minben.platform.workbench.wording import moment

FORMS: dict[str, type[duty_forms.Duty]] = {
    "answer_card": duty_forms.AnswerCard,
    "appeal_card": duty_forms.AppealCard,
    "sign_urging": duty_forms.Duty,
    "report_urging": duty_forms.Report,
    "ask_delay": duty_forms.Delay,
    "contact_rater": duty_forms.Contact,
    "finish_follow_up": duty_forms.Finish,
}
CARD_ACTS = {"issued": ("answer_card", "appeal_card"), "answered": ("appeal_card",)}
URGING_ACTS = {
    "issued": ("sign_urging", "report_urging", "ask_delay"),
    "signed": ("report_urging", "ask_delay"),
    "delay_asked": ("report_urging",),
}


@access("card", "answer")
def card(request: HttpRequest, number: str) -> HttpResponse:
    """One card: the rule, the facts, who held the case when; answer it or appeal."""
    row = supervision.card(own(request), number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    place, found = supervision.rule_of(row)
    name, says = duty_wording.rule(row, locale)
    basis = (
        common.article(place, found.basis, locale) if found is not None and found.basis is not None else ""
    )
    facts = [
        Row(_("State"), Status(duty_wording.card_state(row.status), "open")),
        _concerns(request, row, locale),
        Row(_("Issued at"), moment(row.issued_at)),
        Row(_("Answer by"), row.reply_due_at),
        *_limit(row, place, locale),
        Row(_("Legal basis"), basis),
        *_said(row),
    ]
    page = {
        "title": name,
        "caption": duty_wording.colour(row.colour),
        "lead": says,
        "facts": facts,
        "table": _held(row, place.texts[locale]),
        "dates": dates(row.case, locale, scopes=[f"card.{row.pk}"]) if row.case else [],
    }
    return _serve(request, row.number, CARD_ACTS.get(row.status, ()), page)


def _limit(row: Any, place: Any, locale: str) -> list[Row]:
    """The clock the card is about, when it is about one."""
    if "due_at" not in row.facts:
        return []
    title = common.clock(row.facts.get("clock", ""), place, locale)
    return [Row(_("Limit"), title, moment(_when(row.facts["due_at"])))]


def _when(text: str) -> Any:
    return datetime.fromisoformat(text)


def _said(row: Any) -> list[Row]:
    pairs = [
        (_("How it came about"), row.answer, row.answered_at),
        (_("What is done about it"), row.measure, row.answered_at),
        (_("Appeal"), row.appeal, row.appealed_at),
        (_("Ruling of the inspector"), row.ruling, row.ruled_at),
    ]
    return [Row(key, words, moment(at)) for key, words, at in pairs if words]


def _held(row: Any, names: Any) -> Table | None:
    """Who held the case when: the card is for the time of one's own unit only."""
    held = row.facts.get("held") or []
    if not held:
        return None
    others = {"applicant": _("The applicant"), "stopped": _("Clock stopped"), "": _("Nobody")}
    rows = [
        [
            others.get(one["holder"]) or names.get(f"units.{one['holder']}", one["holder"]),
            moment(_when(one["since"])),
            moment(_when(one["until"])),
            one["workdays"],
        ]
        for one in held
    ]
    heads = [
        Column(_("Who had it")),
        Column(_("Since")),
        Column(_("Until")),
        Column(_("Working days"), numeric=True),
    ]
    return Table(_("Who held the case when"), heads, rows, stacks=True)


def _case(request: HttpRequest, row: Any) -> Any:
    """The case's number, as a way to the unit's own task in it when there is one."""
    task = task_of(own(request), row.case, row.item)
    return Link(reverse("workbench:task", args=[task]), row.case.number) if task else row.case.number


def _concerns(request: HttpRequest, row: Any, locale: str) -> Row:
    """The case and its item, or the request for information that the card is about, each with a way to it."""
    if row.case is None:
        return Row(
            _("Request for information"), Link(reverse("workbench:information", args=[row.about]), row.about)
        )
    return Row(_("Case number"), _case(request, row), _item(row, locale))


def _item(row: Any, locale: str) -> str:
    service = pinned(row.case.pack, row.case.service)[1]
    return service.say(f"items.{row.item}.name" if row.item else "name", locale)


@access("urging", "answer")
def urging(request: HttpRequest, number: str) -> HttpResponse:
    """One urging (督辦): sign for it, report, or ask for more time."""
    row = supervision.urging_for(own(request), number, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    told = [
        (_("Reason for more time"), row.delay_reason, row.delay_to),
        (_("What the unit reported"), row.report, row.reported_at),
        (_("The leader's review"), row.review, row.closed_at),
    ]
    facts = [
        Row(_("State"), Status(duty_wording.urging_state(row.status), "open")),
        Row(_("Case number"), _case(request, row), _item(row, locale)),
        Row(_("Issued at"), moment(row.issued_at)),
        Row(_("To report by"), row.due_at),
        *[Row(key, words, moment(at) if at else "") for key, words, at in told if words],
    ]
    page = {"title": row.instruction, "caption": _("Urging"), "lead": "", "facts": facts, "table": None}
    return _serve(request, row.number, URGING_ACTS.get(row.status, ()), page)


@access("follow_up", "handle")
def follow_up(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the model's own word
    """One bad rating: contact the rater, mend, and tell them."""
    row = supervision.follow_up_for(own(request), id, request.reach)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    service = pinned(row.case.pack, row.case.service)[1].say("name", locale)
    names = dict(duty_wording.outcomes())
    facts = [
        Row(_("Case number"), row.case.number, service),
        Row(_("Stars"), _("%(stars)s of 5") % {"stars": 6 - row.satisfaction}),
        Row(_("First contact by"), row.contact_due_at, moment(row.contacted_at) if row.contacted_at else ""),
        Row(_("Answer by"), row.due_at),
        *([Row(names.get(row.outcome, row.outcome), row.reply, moment(row.done_at))] if row.done_at else []),
    ]
    acts = (
        ()
        if row.done_at
        else ("finish_follow_up",)
        if row.contacted_at
        else ("contact_rater", "finish_follow_up")
    )
    lead = _("The applicant is not content. Find out why, mend what can be mended, and tell them.")
    watched = [f"contact.{row.pk}", f"follow_up.{row.pk}"]
    page = {
        "title": _("A bad rating"), "caption": service, "lead": lead, "facts": facts, "table": None,
        "dates": dates(row.case, locale, scopes=watched),
    }  # fmt: skip
    return _serve(request, row.pk, acts, page)


def _serve(request: HttpRequest, ref: Any, acts: tuple[str, ...], page: dict[str, Any]) -> HttpResponse:
    """Show the duty with its acts; on POST do one of them."""
    bound: dict[str, duty_forms.Duty] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in FORMS:
            raise Http404
        form = FORMS[name](request.POST, prefix=name)
        if form.is_valid() and _do(request, name, ref, form):
            messages.success(request, duty_wording.act(name)["done"])
            return redirect("workbench:day")
        bound[name] = form
    context = {
        **page,
        "acts": [
            {
                "name": name,
                "main": place == 0,
                "open": name in bound,
                "form": bound.get(name) or FORMS[name](prefix=name),
                "plain": FORMS[name] is duty_forms.Duty,
                "key": uuid4().hex,
                **duty_wording.act(name),
            }
            for place, name in enumerate(dict.fromkeys([*acts, *bound]))
        ],
        "bound": list(bound.values()),
        "breadcrumbs": [Link(reverse("workbench:day"), _("My day"))],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/duty.html", context, status=422 if bound else 200)


def _do(request: HttpRequest, name: str, ref: Any, form: duty_forms.Duty) -> bool:
    try:
        getattr(actions, name)(own(request), ref, **form.values(), key=request.POST.get("key", ""))
    except Refusal as refusal:
        form.blame(refusal.key)
        return False
    return True
