"""My space: cases, forms begun, certificates, consents, notices, people one acts for, and offers one wished for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages as said
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.kernel.intake import Problem, check_answer
from minben.kernel.pack import Service
from minben.platform.casework import actions
from minben.platform.casework import queries as casework
from minben.platform.casework import wording as common
from minben.platform.casework.actions import Refusal
from minben.platform.casework.intaking import Form
from minben.platform.catalogue import queries as catalogue
from minben.platform.design.parts import Link
from minben.platform.exchange import actions as exchange
from minben.platform.exchange import queries as exchanges
from minben.platform.identity.queries import mandates
from minben.platform.identity.rights import access
from minben.platform.journal.queries import now
from minben.platform.openness.actions.consultations import read_replies
from minben.platform.openness.queries import consultations, reforms, requests
from minben.platform.portal import wording
from minben.platform.portal.forms import Questions
from minben.platform.portal.views.applying import fetch
from minben.platform.portal.views.finding import case_card
from minben.platform.portal.visit import Visit, key, locale


@access("space", "read")
def space(request: Visit) -> HttpResponse:
    """Everything that is this person's (or of the one acted for), on one page."""
    actor = request.actor
    context = {
        "cases": [case_card(request, view) for view in casework.cases_of(actor)],
        "drafts": _drafts(request),
        "certificates": _certificates(request),
        "notices": _notices(request),
        "offers": _offers(request),
        "wishes": _wishes(request),
        "consents": _consents(request),
        "people": _people(request),
        "acting": actor.on_behalf_of,
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/space.html", context)


def _service_name(request: Visit, service: str) -> str:
    found = catalogue.service(service)
    return found.say("name", locale(request)) if found is not None else service


def _pinned(row: Any) -> Service:
    """The version of the service under which the row's case runs."""
    return catalogue.pinned(row.case.pack, row.case.service)[1]


def _drafts(request: Visit) -> list[dict[str, Any]]:
    return [
        {"number": row.number, "name": _service_name(request, row.service), "saved_at": row.saved_at}
        for row in casework.drafts_of(request.actor)
    ]


def _certificates(request: Visit) -> list[dict[str, Any]]:
    wanted = locale(request)
    return [
        {
            "name": catalogue.pinned(row.case.pack, row.case.service)[1].say(
                f"items.{row.caseitem.item}.result", wanted
            ),
            "row": row,
            "href": reverse("portal:certificate", args=[row.case.number, row.pk]),
        }
        for row in casework.certificates_of(request.actor)
    ]


def _notices(request: Visit) -> list[dict[str, Any]]:
    wanted, found = locale(request), []
    for row in casework.notices_of(request.actor)[:20]:
        item = _pinned(row).say(f"items.{row.item}.name", wanted) if row.item else ""
        found.append(
            {
                "href": reverse("portal:case", args=[row.case.number]),
                "text": wording.notice(row.kind, item),
                "at": row.at,
                "new": row.read_at is None,
            }
        )
    return sorted(
        [*found, *_opinions(request), *_requests(request)], key=lambda notice: notice["at"], reverse=True
    )


def _opinions(request: Visit) -> list[dict[str, Any]]:
    """What became of the opinions that the person gave in consultations."""
    found = []
    for row in consultations.answered_to(request.actor.principal):
        asked = row.consultation
        draft = reforms.change(asked.service, asked.reform, asked.pack)
        if draft is None:
            continue
        told = (
            _("Your opinion was answered: %(title)s")
            if row.reply
            else _("Your opinion is not published: %(title)s")
        )
        found.append(
            {
                "href": reverse("openness:consultation", args=draft.address),
                "text": told % {"title": draft.say("title", locale(request))},
                "at": row.reply.at if row.reply else row.judged_at,
                "new": row.reply_read_at is None,
            }
        )
    return found


def _requests(request: Visit) -> list[dict[str, Any]]:
    """What offices said to the person's requests for information."""
    told = {
        requests.CORRECTION: _("An office asks what you mean: %(title)s"),
        requests.ANSWERED: _("Your request for information was answered: %(title)s"),
    }
    return [
        {
            "href": reverse("openness:request", args=[one.row.number]),
            "text": told[one.row.state] % {"title": one.topic},
            "at": one.row.answered_at or one.row.correction_asked_at,
            "new": one.row.read_at is None,
        }
        for one in requests.own(request.actor.principal)
        if one.row.state in told
    ]


def _offers(request: Visit) -> list[dict[str, Any]]:
    return [
        {"service": row.service, "name": _service_name(request, row.service), "at": row.offered_at}
        for row in casework.offers_of(request.actor)
    ]


def _wishes(request: Visit) -> list[dict[str, Any]]:
    """Services that can be offered without applying, and whether the person wishes it."""
    wished = casework.opted_in(request.actor)
    return [
        {
            "id": found.id,
            "name": found.say("name", locale(request)),
            "summary": found.say("summary", locale(request)),
            "register": found.place.texts[locale(request)][f"registers.{found.service.proactive.register}"],
            "on": found.id in wished,
        }
        for found in casework.offerable()
        if found.service.proactive is not None
    ]


def _consents(request: Visit) -> list[dict[str, Any]]:
    names = catalogue.current_place().texts[locale(request)]
    return [
        {
            "row": row,
            "name": _service_name(request, row.service),
            "registers": wording.listed(names.get(f"registers.{name}", name) for name in row.registers),
            "refused": wording.listed(names.get(f"registers.{name}", name) for name in row.refused),
        }
        for row in exchanges.consents(request.actor.principal)
    ]


def _people(request: Visit) -> list[dict[str, Any]]:
    place = catalogue.current_place()
    return [
        {
            "row": row,
            "basis": common.law(place, row.basis, locale(request)),
            "now": row.principal == request.actor.on_behalf_of,
        }
        for row in mandates(request.actor.person)
    ]


# --- what one can do here ---


@access("space", "write")
@require_POST
def revoke(request: Visit, id: int) -> HttpResponse:  # noqa: A002 - as in the address
    """Take a consent back: nothing more is read on it."""
    if exchange.revoke_consent(request.actor, id, key=key(request)):
        said.success(
            request,
            _("The consent is taken back. Nothing more is read on it; what was read stays in the record."),
        )
    return redirect("portal:space")


@access("space", "write")
@require_POST
def read_all(request: Visit) -> HttpResponse:
    """The person has seen every notice."""
    rows = [row.pk for row in casework.notices_of(request.actor, unread=True)]
    if rows:
        actions.read_notices(request.actor, rows, key=key(request))
    if any(row.reply_read_at is None for row in consultations.answered_to(request.actor.principal)):
        read_replies(request.actor, key=f"{key(request)}-opinions")
    return redirect("portal:space")


@access("space", "write")
@require_POST
def discard(request: Visit, number: str) -> HttpResponse:
    """Give a form up; its answers are deleted."""
    try:
        actions.discard(request.actor, number, key=key(request))
    except Refusal:
        raise Http404 from None
    said.success(request, _("The form is given up and its answers are deleted."))
    return redirect("portal:space")


@access("space", "write")
@require_POST
def wish(request: Visit, service: str) -> HttpResponse:
    """Begin or end the wish to be offered a service."""
    if service not in {found.id for found in casework.offerable()}:
        raise Http404
    if "end" in request.POST:
        actions.opt_out(request.actor, service, key=key(request))
        said.success(request, _("The wish is ended. Nobody looks any more whether you are entitled."))
    else:
        actions.opt_in(request.actor, service, key=key(request))
        said.success(
            request, _("Noted. When the register shows that you are entitled, the offer appears here.")
        )
    return redirect("portal:space")


@access("space", "write")
@require_POST
def decline(request: Visit, service: str) -> HttpResponse:
    """Say no to an offer."""
    try:
        actions.decline_offer(request.actor, service, key=key(request))
    except Refusal as refusal:
        said.warning(request, wording.refused(refusal.key))
        return redirect("portal:space")
    said.success(request, _("The offer is declined. You can apply at any time."))
    return redirect("portal:space")


@access("space", "write")
def offer(request: Visit, service: str) -> HttpResponse:
    """What an offer means: what will be read, what is still asked; and the yes that makes it a case."""
    found = catalogue.service(service)
    if found is None or casework.offer_for(request.actor, service) is None:
        raise Http404
    form, wanted = Form.fresh(found.place, found.service, request.actor.principal, now()), locale(request)
    reads: dict[str, list[str]] = {}
    for element, register in form.prospect().fetched:
        reads.setdefault(register, []).append(element)
    asked = Questions(found.place, form.left(), wanted, request.POST or None)
    if request.method == "POST" and _answered(form, asked):
        return _accept(request, service, reads, {name: request.POST[name] for name in asked.fields})
    context = {
        "service": service,
        "name": found.say("name", wanted),
        "summary": found.say("summary", wanted),
        "form": asked,
        "registers": [wording.register(form, name, fields, wanted) for name, fields in reads.items()],
        "key": key(request) or uuid4().hex,
        "breadcrumbs": [Link(reverse("portal:space"), _("My space"))],
    }
    return render(request, "portal/offer.html", context)


def _answered(form: Form, asked: Questions) -> bool:
    """Whether every remaining question has an acceptable answer; else each problem is shown at its field."""
    if asked.is_valid():
        judged = {
            name: check_answer(form.place.elements[name], str(value))
            for name, value in asked.cleaned_data.items()
        }
        asked.blame({name: value for name, value in judged.items() if isinstance(value, Problem)})
    return not asked.errors


def _accept(
    request: Visit, service: str, reads: dict[str, list[str]], answers: dict[str, str]
) -> HttpResponse:
    """Consent, read, fill in, send: each is in the record. What cannot be sent yet goes on as an ordinary form."""
    actor, once = request.actor, key(request)
    try:
        draft = actions.start_draft(actor, service, key=f"{once}-start")
        actions.grant(actor, draft, reads, [], key=f"{once}-grant")
        fetch(request, draft)
        actions.save(actor, draft, answers, key=f"{once}-save")
    except Refusal:  # sent already: the same yes, said twice
        return redirect("portal:space")
    try:
        case = actions.accept_offer(actor, draft, key=once)
    except Refusal as refusal:
        said.warning(request, wording.refused(refusal.key))
        return redirect("portal:draft", number=draft)
    return redirect("portal:receipt", number=case)
