"""Requests for information: what was answered to others, asking, and following one's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import place
from minben.platform.design.parts import Column, Event, Link, Row, Table
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access, invited
from minben.platform.journal import vault
from minben.platform.openness import information_law as law
from minben.platform.openness import request_words as words
from minben.platform.openness.actions import requests as actions
from minben.platform.openness.queries import requests as queries
from minben.platform.openness.queries.requests import Asked, Counts
from minben.platform.openness.request_forms import AskForm, CorrectForm
from minben.platform.openness.views.figures import breadcrumbs
from minben.platform.openness.wording import locale


def _person(request: HttpRequest) -> str:
    """Whose requests a visitor sees; empty for who is not signed in as a citizen or helped at the window."""
    actor = request.actor  # type: ignore[attr-defined]
    return actor.principal if actor is not None and (actor.has("citizen") or actor.on_behalf_of) else ""


def _crumbs() -> list[Link]:
    return [*breadcrumbs(), Link(reverse("openness:requests"), _("Requests for information"))]


@access("openness", "read")
def requests(request: HttpRequest) -> HttpResponse:
    """What became of all requests, the replies that everybody may read, and one's own."""
    language = locale(request)
    names = unit_names(language)
    mine = queries.own(_person(request))
    context = {
        "own": _own(mine, names) if mine else None,
        "counts": _outcomes(found := queries.counts()),
        "sums": _sums(found),
        "reasons": _reasons(found),
        "published": [_published(row, names, language) for row in queries.published()],
        "reply": words.limit("reply"),
        "may_ask": invited(request.actor, "information", "ask"),  # type: ignore[attr-defined]
        "breadcrumbs": breadcrumbs(),
    }
    return render(request, "openness/requests.html", context)


def _own(mine: list[Asked], names: dict[str, str]) -> Table:
    rows = [
        [
            Link(reverse("openness:request", args=[one.row.number]), one.topic),
            names.get(one.row.unit, one.row.unit),
            one.row.received_at,
            words.state(one),
        ]
        for one in mine
    ]
    columns = [Column(_("What you asked")), Column(_("Office")), Column(_("Asked on")), Column(_("State"))]
    return Table(_("Your requests"), columns, rows, stacks=True)


def _outcomes(found: Counts) -> Table:
    rows = [[name, found.outcomes[key]] for key, name in words.outcomes().items()]
    return Table(
        _("How requests were answered"),
        [Column(_("Reply")), Column(_("How many"), numeric=True)],
        rows,
        stacks=True,
    )


def _sums(found: Counts) -> list[str]:
    told = [
        _("Asked: %(asked)s. Answered: %(answered)s.") % {"asked": found.asked, "answered": found.answered}
    ]
    if found.answered:
        told.append(_("Answered in time: %(number)s.") % {"number": found.in_time})
    told.append(_("Limit extended: %(number)s.") % {"number": found.extended})
    return told


def _reasons(found: Counts) -> Table:
    rows = [[name, _article(law.REASONS[key]), found.reasons[key]] for key, name in words.reasons().items()]
    columns = [Column(_("Reason")), Column(_("Article")), Column(_("How many"), numeric=True)]
    return Table(_("Why something was not disclosed"), columns, rows, stacks=True)


def _article(number: str) -> str:
    return _("article %(number)s") % {"number": number}


def _published(row: Any, names: dict[str, str], language: str) -> dict[str, Any]:
    """A reply for everybody; the number by which the requester knows it is not shown."""
    pack = place(row.pack)
    return {
        "question": row.public_question,
        "reply": row.public_reply,
        "office": names.get(row.unit, row.unit),
        "at": row.answered_at,
        "outcome": words.outcomes()[row.outcome],
        "reason": words.reasons().get(row.reason, ""),
        "basis": common.law(pack, row.basis, language),
        "holder": row.holder,
    }


@access("information", "ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask an office for information."""
    form = AskForm(unit_names(locale(request)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.ask(request.actor, **form.cleaned_data, key=request.POST.get("key", ""))  # type: ignore[attr-defined]
            messages.success(request, _("Your request has arrived. You follow it here."))
            return redirect("openness:request", number)
        except Refusal as refusal:
            form.add_error(None, words.refused(refusal.key))
    context = {"form": form, "key": uuid4().hex, "reply": words.limit("reply"), "breadcrumbs": _crumbs()}
    return render(request, "openness/ask.html", context, status=422 if form.errors else 200)


@access("information", "follow")
def followed(request: HttpRequest, number: str) -> HttpResponse:
    """One's own request: where it stands, why that date, what was answered, and where to go against it."""
    one = queries.own_one(_person(request), number)
    if one is None:
        raise Http404
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(request.actor, number, **form.cleaned_data, key=request.POST.get("key", ""))  # type: ignore[attr-defined]
            messages.success(request, _("It is with the office again. Its limit begins today."))
            return redirect("openness:request", number)
        except Refusal as refusal:
            form.add_error(None, words.refused(refusal.key))
    if one.row.answered_at and one.row.read_at is None:
        actions.read_reply(request.actor, number, key=f"{number}-read")  # type: ignore[attr-defined]
    return render(
        request, "openness/request.html", _shown(one, form, request), status=422 if form.errors else 200
    )


def _shown(one: Asked, form: CorrectForm, request: HttpRequest) -> dict[str, Any]:
    language, row = locale(request), one.row
    pack, office = place(row.pack), unit_names(locale(request)).get(row.unit, row.unit)
    clear = row.state == queries.CORRECTION
    return {
        "one": one,
        "sentence": words.sentence(one, office),
        "kind": words.state(one).kind,
        "facts": _facts(one, office),
        "unclear": vault.unseal(row.person, row.correction).get("words", "") if row.correction else "",
        "form": form if clear else None,
        "key": uuid4().hex,
        "steps": [] if clear or row.state == queries.GIVEN_UP else words.chain(one, pack, language),
        "provisional": one.due.provisional,
        "events": _events(one),
        "reply": _reply(one, pack, language) if row.state == queries.ANSWERED else None,
        "breadcrumbs": _crumbs(),
    }


def _facts(one: Asked, office: str) -> list[Row]:
    told = [
        Row(_("Number"), one.row.number),
        Row(_("Office"), office),
        Row(_("What you want to know"), one.said.get("text", "")),
    ]
    corrected = one.said.get("corrected")
    return [*told, Row(_("What you meant"), corrected)] if corrected else told


def _events(one: Asked) -> list[Event]:
    """What happened, oldest first."""
    row = one.row
    told = [Event(_("Request received"), row.received_at)]
    if row.correction_asked_at:
        told.append(Event(_("The office asked what is meant"), row.correction_asked_at))
    if row.counted_from != row.received_at:
        told.append(Event(_("You made it clear; the limit began anew"), row.counted_from))
    for stop in queries.stops(row):
        told.append(Event(_("A third party is asked; the clock stands still"), stop.start))
        if stop.end:
            told.append(Event(_("The clock goes on"), stop.end))
    told += [
        Event(_("The head of the office extended the limit"), each.at, text=each.reason)
        for each in queries.extensions(row)
    ]
    if row.answered_at:
        ended = _("Answered") if row.state == queries.ANSWERED else _("Counts as given up")
        told.append(Event(ended, row.answered_at))
    return sorted(told, key=lambda event: event.when)  # type: ignore[arg-type,return-value]


def _reply(one: Asked, pack: Any, language: str) -> dict[str, Any]:
    row = one.row
    return {
        "outcome": words.state(one),
        "text": one.reply.get("text", ""),
        "reason": words.reasons().get(row.reason, ""),
        "basis": common.law(pack, row.basis, language),
        "holder": row.holder,
        "remedies": [Row(name, told, basis) for name, told, basis in words.remedies(one, pack, language)],
    }
