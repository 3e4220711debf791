"""Requests for information to one's unit: which is due first, and one of them with what can be done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place, place_locale
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.design.templatetags.design import moment
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.journal.actions import note_reading
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.openness import request_words as words
from minben.platform.openness.actions import requests as actions
from minben.platform.openness.queries import requests as queries
from minben.platform.openness.queries.consultations import held_by
from minben.platform.openness.queries.reforms import change
from minben.platform.openness.queries.requests import Asked
from minben.platform.workbench import information_forms as forms
from minben.platform.workbench.views.queue import own, tabs

FORMS: dict[str, type[forms.Request]] = {
    "answer": forms.Answer,
    "ask_correction": forms.Correction,
    "ask_third_party": forms.ThirdParty,
    "hear_third_party": forms.Heard,
    "extend": forms.Longer,
    "give_up": forms.Request,
}


@access("information", "answer")
def requests(request: HttpRequest) -> HttpResponse:
    """All requests to the officer's units, what is due first on top."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    names, found = unit_names(locale), queries.of_units(own(request))
    rows = [
        [
            Link(reverse("workbench:information", args=[one.row.number]), one.topic),
            one.row.number,
            names.get(one.row.unit, one.row.unit),
            words.state(one),
            _date(one),
        ]
        for one in found
    ]
    columns = [Column(_("What is asked")), Column(_("Number")), Column(_("Office")), Column(_("State"))]
    context = {
        "table": Table(
            _("What is due first stands first"), [*columns, Column(_("Answer by"))], rows, stacks=True
        ),
        "found": found,
        "consulted": _consulted(own(request), locale),
        "tabs": tabs(request, "requests"),
    }
    return render(request, "workbench/requests.html", context)


def _consulted(actor: Actor, locale: str) -> list[Link]:
    """Reforms of the units' own services about which the public is asked."""
    found = [(row, change(row.service, row.reform, row.pack)) for row in held_by(actor.units)]
    return [
        Link(reverse("workbench:opinions", args=[row.service, row.reform]), one.say("title", locale))
        for row, one in found
        if one is not None
    ]


def _date(one: Asked) -> Any:
    """The day the office must act by, or what it waits for."""
    if one.row.state == queries.CORRECTION:
        return _("the requester has until %(when)s") % {"when": moment(one.row.correction_until)}
    if one.row.state != queries.OPEN:
        return _("closed %(when)s") % {"when": moment(one.row.answered_at)}
    return one.due.at or _("Clock stopped")


@access("information", "answer")
def information(request: HttpRequest, number: str) -> HttpResponse:
    """One request: what is asked, when it is due and why, and the acts the law allows now."""
    actor = own(request)
    one = queries.of_unit(actor, number)
    if one is None:
        raise Http404
    bound: dict[str, forms.Request] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in FORMS:
            raise Http404
        form = FORMS[name](request.POST, prefix=name)
        if form.is_valid() and _done(actor, name, number, form, request.POST.get("key", "")):
            messages.success(request, act(name)["done"])
            return redirect("workbench:information", number)
        bound[name] = form
    else:
        note_reading(actor, actions.KIND, number, "answer", ["topic", "text", "name", "contact"])
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    context = {**_page(one, locale), "acts": _acts(one, actor, bound), "bound": list(bound.values())}
    context["tabs"] = tabs(request, "")
    return render(request, "workbench/duty.html", context, status=422 if bound else 200)


def _done(actor: Actor, name: str, number: str, form: forms.Request, key: str) -> bool:
    try:
        getattr(actions, name)(actor, number, **form.values(), key=key)
    except Refusal as refusal:
        form.blame(refusal.key)
        return False
    return True


def _page(one: Asked, locale: str) -> dict[str, Any]:
    row, said = one.row, one.said
    facts = [
        Row(_("State"), words.state(one)),
        Row(_("Who asks"), said.get("name", ""), said.get("contact", "")),
        Row(_("What is asked"), said.get("text", "")),
        *([Row(_("What was meant"), said["corrected"])] if said.get("corrected") else []),
        Row(_("Office"), unit_names(locale).get(row.unit, row.unit)),
        Row(_("Request received"), moment(row.received_at)),
        Row(_("Answer by"), _date(one)),
        *([Row(_("The reply"), one.reply.get("text", ""))] if row.state == queries.ANSWERED else []),
    ]
    open_ = row.state == queries.OPEN
    steps = words.chain(one, place(row.pack), locale) if open_ else []
    return {
        "title": one.topic,
        "caption": _("Request for information %(number)s") % {"number": row.number},
        "lead": "",
        "facts": facts,
        "table": Table(_("Why this date?"), [Column(_("Step by step"))], [[step] for step in steps])
        if steps
        else None,
        "breadcrumbs": [Link(reverse("workbench:requests"), _("Requests for information"))],
    }


def _acts(one: Asked, actor: Actor, bound: dict[str, forms.Request]) -> list[dict[str, Any]]:
    names = dict.fromkeys([*allowed(one, leader=actor.has("leader")), *bound])
    return [
        {
            "name": name,
            "main": place == 0,
            "open": name in bound,
            "form": bound.get(name) or FORMS[name](prefix=name),
            "plain": FORMS[name] is forms.Request,
            "key": uuid4().hex,
            **act(name),
        }
        for place, name in enumerate(names)
    ]


def allowed(one: Asked, *, leader: bool) -> list[str]:
    """What can be done now, the likeliest first; the act itself judges once more."""
    row = one.row
    if row.state == queries.CORRECTION:
        return ["give_up"] if row.correction_until and now() > row.correction_until else []
    if row.state != queries.OPEN:
        return []
    if queries.waiting(row):
        return ["hear_third_party", *(["extend"] if leader and not row.extensions else [])]
    asked = [] if row.correction_asked_at else ["ask_correction"]
    return ["answer", *asked, "ask_third_party", *(["extend"] if leader and not row.extensions else [])]


def act(name: str) -> dict[str, str]:
    """An act's name on its button, what it does, and what is said when it is done."""
    return {
        "answer": {
            "title": _("Send the reply"),
            "text": _("It ends the request; the requester reads it at once, with articles and remedies."),
            "done": _("The reply is sent."),
        },
        "ask_correction": {
            "title": _("Ask what is meant"),
            "text": _("Once, within %(limit)s. The limit begins anew when the requester has answered.")
            % {"limit": words.limit("correction")},
            "done": _("The requester is asked; the limit begins anew with the answer."),
        },
        "ask_third_party": {
            "title": _("Ask a third party"),
            "text": _("When a disclosure touches somebody's rights. It has %(limit)s; they do not count.")
            % {"limit": words.limit("objection")},
            "done": _("The clock stands still until the third party has answered."),
        },
        "hear_third_party": {
            "title": _("Note what the third party said"),
            "text": _("The clock goes on. The decision stays with the office."),
            "done": _("The clock goes on."),
        },
        "extend": {
            "title": _("Let the reply take longer"),
            "text": _("The head's decision: once, before the date, by at most %(limit)s.")
            % {"limit": words.limit("longer")},
            "done": _("The limit is longer; the requester sees the new date and the reason."),
        },
        "give_up": {
            "title": _("Close as given up"),
            "text": _("Only when the requester let the time for making it clear pass."),
            "done": _("The request is closed."),
        },
    }[name]
