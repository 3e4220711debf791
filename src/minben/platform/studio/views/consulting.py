"""Reforms in the studio: the decision record, asking the public, moderating, replying, the promise and its truth."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.casework.actions import Refusal
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.journal.actions import note_reading
from minben.platform.journal.queries import now
from minben.platform.openness import claims, presenting
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.consultation_forms import ReplyForm
from minben.platform.openness.models import PublicConsultation
from minben.platform.openness.queries import consultations as queries
from minben.platform.openness.queries import promises
from minben.platform.openness.queries.reforms import Change, change, changes
from minben.platform.openness.queries.running import dry_run
from minben.platform.openness.views.consultations import (
    answers_table,
    evidence_table,
    refused,
    sentence,
    share,
    shown,
    standing,
)
from minben.platform.studio.consulting_forms import CloseForm, OpenForm
from minben.platform.studio.views.common import actor, report_language

OPEN_FOR = timedelta(days=30)


@access("reform", "edit")
def reforms(request: HttpRequest) -> HttpResponse:
    """Every reform of the services in force: where it stands, what the public was asked, whether its promise holds."""
    wanted = report_language(request)
    rows = [_row(one, wanted) for one in changes()]
    columns = [Column(_("Reform")), Column(_("Service")), Column(_("State")), Column(_("Consultation"))]
    table = Table(_("Reforms"), [*columns, Column(_("Promise"))], rows) if rows else None
    return render(request, "studio/reforms.html", {"table": table, "breadcrumbs": _crumbs()[:1]})


def _crumbs() -> list[Link]:
    return [Link(reverse("studio:home"), _("Studio")), Link(reverse("studio:reforms"), _("Reforms"))]


def _row(one: Change, wanted: str) -> list[Any]:
    asked = queries.consultation(*one.address)
    return [
        Link(reverse("studio:reform", args=one.address), one.say("title", wanted)),
        one.service.say("name", wanted),
        claims.standing(one.reform.status),
        standing(asked) if asked else _elsewhere(one),
        _worst(one),
    ]


def _elsewhere(one: Change) -> Status:
    """A reform that this platform asked nobody about: not yet, or before it was here."""
    before = one.reform.deployed and one.reform.consultation is not None
    return Status(_("Held before this platform"), "closed") if before else Status(_("Not asked"), "open")


def _worst(one: Change) -> Status:
    """The promise that needs most attention; what is not in force yet is judged by its reform's own page."""
    order = (promises.BROKEN, promises.CHANCE, promises.FEW, promises.KEPT)
    found = sorted(promises.truths(one), key=lambda truth: order.index(truth.verdict))
    return claims.truth(found[0]) if found else Status(_("Not yet in force"), "open")


def _found(service: str, reform: str) -> tuple[Change, PublicConsultation | None]:
    """The reform and what the public was asked. While it is a draft, that is the draft people were asked about; once it
    is in force, the version in force.
    """
    row = queries.consultation(service, reform)
    current = change(service, reform)
    if row is not None and (current is None or not current.reform.deployed):
        current = change(service, reform, row.pack)
    if current is None:
        raise Http404
    return current, row


def _key(request: HttpRequest) -> str:
    """The idempotency key that the page sent with its form."""
    return request.POST.get("key", "")[:120]


@access("reform", "edit")
def reform(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """The decision record of one reform."""
    one, row = _found(service, reform)
    form = OpenForm((now() + OPEN_FOR).date())
    return _reform_page(request, one, row, form)


def _reform_page(
    request: HttpRequest, one: Change, row: PublicConsultation | None, form: forms.Form
) -> HttpResponse:
    wanted = report_language(request)
    evidence = row.evidence if row is not None else one.evidence()
    found = queries.tally(row, one.reform.questions) if row is not None else None
    context = {
        "address": one.address,
        "title": one.say("title", wanted),
        "reform": presenting.told(one, wanted),
        "evidence": evidence_table(one, evidence, wanted),
        "score": claims.score_table(one.score()) if evidence else None,
        "running": _running(one, wanted) if not one.reform.deployed else None,
        "truth": claims.truth_table(one, promises.truths(one), wanted) if one.reform.deployed else None,
        "row": row,
        "sentence": sentence(row) if row is not None else "",
        "state": standing(row) if row is not None else None,
        "share": share(found) if found else [],
        "answers": answers_table(one, found, wanted) if found else None,
        "may_open": row is None and one.reform.status in ("draft", "consultation"),
        "form": form,
        "key": uuid4().hex,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "studio/reform.html", context, status=400 if form.errors else 200)


def _running(one: Change, wanted: str) -> Table:
    """What would become of the cases that run now."""
    found = dry_run(one)
    rows = [
        [_("Go on under the new version by themselves"), found.moves],
        [_("Need somebody to say where they go on"), found.decide],
        [_("Stay under the version of their own"), found.stay],
    ]
    title = _("Running cases if the draft came into force: %(service)s") % {
        "service": one.service.say("name", wanted)
    }
    return Table(title, [Column(_("They")), Column(_("Cases"), numeric=True)], rows)


@access("consultation", "hold")
@require_POST
def open_consultation(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """Ask the public, with what the simulation shows today kept as evidence."""
    one, row = _found(service, reform)
    form = OpenForm((now() + OPEN_FOR).date(), request.POST)
    if form.is_valid():
        until = form.cleaned_data["until"].isoformat()
        try:
            actions.open_consultation(
                actor(request), service, reform, until, one.evidence(), key=_key(request)
            )
            messages.success(request, _("The draft is open to the public."))
            return redirect("studio:reform", service, reform)
        except Refusal as refusal:
            form.add_error("until", refused(refusal.key))
    return _reform_page(request, one, row, form)


@access("consultation", "hold")
def opinions(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """What people wrote: to be published or kept back, and to be answered."""
    one, row = _asked(service, reform)
    return _opinions_page(request, one, row, None, None)


def _asked(service: str, reform: str) -> tuple[Change, PublicConsultation]:
    one, row = _found(service, reform)
    if row is None:
        raise Http404
    return one, row


def _opinions_page(
    request: HttpRequest,
    one: Change,
    row: PublicConsultation,
    reply: forms.Form | None,
    close: forms.Form | None,
) -> HttpResponse:
    wanted = report_language(request)
    found = queries.to_moderate(row)
    if any(said.row.state != actions.PUBLISHED for said in found):
        note_reading(actor(request), actions.KIND, "/".join(one.address), "moderation", ["text", "name"])
    unanswered = [said for said in found if said.row.reply is None and said.row.state != actions.WITHHELD]
    context = {
        "address": one.address,
        "title": one.say("title", wanted),
        "row": row,
        "waiting": [
            {**shown(said, wanted), "key": uuid4().hex} for said in found if said.row.state == actions.WAITING
        ],
        "judged": [
            {**shown(said, wanted), "state": _judged(said.row.state)}
            for said in found
            if said.row.state != actions.WAITING
        ],
        "reply": reply or (ReplyForm(unanswered) if unanswered else None),
        "close": close or CloseForm(),
        "key": uuid4().hex,
        "breadcrumbs": [
            *_crumbs(),
            Link(reverse("studio:reform", args=one.address), one.say("title", wanted)),
        ],
    }
    failed = any(form is not None and form.errors for form in (reply, close))
    return render(request, "studio/opinions.html", context, status=400 if failed else 200)


def _judged(state: str) -> Status:
    return (
        Status(_("Published"), "done")
        if state == actions.PUBLISHED
        else Status(_("Not published"), "refused")
    )


@access("consultation", "hold")
@require_POST
def moderate(request: HttpRequest, service: str, reform: str, number: int) -> HttpResponse:
    """Publish an opinion, or keep it back and say why."""
    _asked(service, reform)
    publish = request.POST.get("verdict") == "publish"
    try:
        actions.moderate_opinion(
            actor(request),
            service,
            reform,
            number,
            publish=publish,
            reason=request.POST.get("reason", ""),
            key=_key(request),
        )
        told = _("Opinion %(number)s is published.") if publish else _("Opinion %(number)s is kept back.")
        messages.success(request, told % {"number": number})
    except Refusal as refusal:
        messages.warning(request, refused(refusal.key))
    return redirect("studio:opinions", service, reform)


@access("consultation", "hold")
@require_POST
def reply(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """Answer one opinion or several; their authors are told."""
    one, row = _asked(service, reform)
    found = [said for said in queries.to_moderate(row) if said.row.reply is None]
    form = ReplyForm([said for said in found if said.row.state != actions.WITHHELD], request.POST)
    if form.is_valid():
        said = form.cleaned_data
        numbers = [int(number) for number in said["numbers"]]
        try:
            actions.reply_to_opinions(
                actor(request),
                service,
                reform,
                numbers,
                said["verdict"],
                said["text"],
                said["topic"],
                key=_key(request),
            )
            messages.success(request, _("The reply is published; whoever wrote is told."))
            return redirect("studio:opinions", service, reform)
        except Refusal as refusal:
            field = {"reply.topic": "topic", "opinion.gone": "numbers"}.get(refusal.key, "text")
            form.add_error(field, refused(refusal.key))
    return _opinions_page(request, one, row, form, None)


@access("consultation", "hold")
@require_POST
def close(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """End the consultation with its result."""
    one, row = _asked(service, reform)
    form = CloseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.close_consultation(
                actor(request),
                service,
                reform,
                said["outcome"],
                said["reason"],
                key=_key(request),
            )
            messages.success(request, _("The result is published."))
            return redirect("studio:reform", service, reform)
        except Refusal as refusal:
            form.add_error("outcome", refused(refusal.key))
    return _opinions_page(request, one, row, None, form)
