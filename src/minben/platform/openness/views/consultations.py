"""Consultations for everybody: what is asked, what was said and answered; and saying what one thinks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.platform.casework.actions import Refusal
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.design.templatetags.design import day
from minben.platform.identity.rights import access, invited
from minben.platform.openness import claims, presenting
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.consultation_forms import OpinionForm
from minben.platform.openness.models import PublicConsultation
from minben.platform.openness.queries import consultations as queries
from minben.platform.openness.queries import promises
from minben.platform.openness.queries.consultations import Said, Tally
from minben.platform.openness.queries.reforms import Change, change
from minben.platform.openness.views.figures import breadcrumbs
from minben.platform.openness.wording import locale, number, percent


def person(request: HttpRequest) -> str:
    """Whose opinion a visitor's would be; empty for who is not signed in as a citizen."""
    actor = request.actor  # type: ignore[attr-defined]
    return actor.principal if actor is not None and actor.has("citizen") else ""


@access("openness", "read")
def consultations(request: HttpRequest) -> HttpResponse:
    """Everything the public is or was asked."""
    rows = []
    for row in queries.consultations():
        draft = change(row.service, row.reform, row.pack)
        if draft is not None:
            href = reverse("openness:consultation", args=[row.service, row.reform])
            rows.append(
                [
                    Link(href, draft.say("title", locale(request))),
                    draft.service.say("name", locale(request)),
                    row.until,
                    standing(row),
                    _adopted(row, draft),
                ]
            )
    columns = [Column(_("Draft")), Column(_("Service")), Column(_("Answers until")), Column(_("State"))]
    columns.append(Column(_("Adopted of what was answered"), numeric=True))
    table = Table(_("Consultations"), columns, rows, stacks=True)
    context = {"table": table if rows else None, "breadcrumbs": breadcrumbs()}
    return render(request, "openness/consultations.html", context)


def _adopted(row: PublicConsultation, draft: Change) -> str:
    """The share of the answered opinions that was adopted, in whole or in part."""
    found = queries.tally(row, draft.reform.questions).adopted
    return _("nothing answered yet") if found is None else percent(found)


def standing(row: PublicConsultation) -> Status:
    """Where a consultation stands."""
    if row.outcome:
        return claims.outcome(row.outcome)
    return (
        Status(_("Open for answers"), "going")
        if queries.running(row)
        else Status(_("Being evaluated"), "paused")
    )


def _asked(service: str, reform: str) -> tuple[PublicConsultation, Change]:
    row = queries.consultation(service, reform)
    draft = change(service, reform, row.pack) if row is not None else None
    if row is None or draft is None:
        raise Http404
    return row, draft


@access("openness", "read")
def consultation(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """One draft in plain words, what people said of it, and what they were answered."""
    row, draft = _asked(service, reform)
    wanted = locale(request)
    found = queries.tally(row, draft.reform.questions)
    mine = queries.own(row, person(request))
    context = {
        "row": row,
        "title": draft.say("title", wanted),
        "sentence": sentence(row),
        "running": queries.running(row),
        "invited": queries.running(row) and invited(request.actor, "consultation", "answer"),  # type: ignore[attr-defined]
        "reform": presenting.told(draft, wanted),
        "evidence": evidence_table(draft, row.evidence, wanted),
        "score": claims.score_table(draft.score()) if row.evidence else None,
        "answers": answers_table(draft, found, wanted),
        "share": share(found),
        "opinions": [shown(one, wanted) for one in queries.published(row)],
        "mine": shown(mine, wanted) if mine else None,
        "outcome": claims.outcome(row.outcome) if row.outcome else None,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "openness/consultation.html", context)


def evidence_table(draft: Change, evidence: list[dict[str, Any]], wanted: str) -> Table | None:
    """The promise with the simulation's figures, and for a draft with what is measured today."""
    real = [] if draft.reform.deployed else promises.today(draft)
    return claims.evidence_table(draft, evidence, real, wanted) if evidence else None


def _crumbs() -> list[Link]:
    return [*breadcrumbs(), Link(reverse("openness:consultations"), _("Consultations"))]


def sentence(row: PublicConsultation) -> str:
    """Where it stands, in one sentence."""
    if row.outcome:
        return _("The consultation ended on %(date)s with a result.") % {"date": day(row.closed_at)}
    if queries.running(row):
        return _("You can say what you think until %(date)s, that day included.") % {"date": day(row.until)}
    return _("Answers were taken until %(date)s; the result follows.") % {"date": day(row.until)}


def answers_table(draft: Change, found: Tally, wanted: str) -> Table:
    """How people answered each question."""
    words = claims.answer_words()
    rows = [
        [draft.say(f"questions.{question}", wanted), *(number(counts[answer]) for answer in words)]
        for question, counts in found.answers.items()
    ]
    columns = [Column(_("The question")), *(Column(word, numeric=True) for word in words.values())]
    return Table(_("How people answered"), columns, rows, stacks=True)


def share(found: Tally) -> list[str]:
    """How many took part and what became of their words, sentence by sentence."""
    people = ngettext("%(number)s person took part.", "%(number)s people took part.", found.people)
    told = [people % {"number": found.people}]
    if found.words:
        words = {"words": found.words, "replied": found.replied}
        told.append(_("%(words)s wrote words of their own; %(replied)s of these are answered.") % words)
    if found.adopted is not None:
        adopted = {"share": percent(found.adopted)}
        told.append(_("Adopted in whole or in part: %(share)s of what was answered.") % adopted)
    return told


def shown(one: Said, wanted: str) -> dict[str, Any]:
    """One opinion with its reply."""
    reply = one.row.reply
    return {
        "number": one.row.number,
        "said": one,
        "name": one.name or _("without a name"),
        "at": one.row.changed_at,
        "state": state(one),
        "reason": one.row.reason,
        "reply": reply,
        "verdict": claims.outcome(reply.verdict) if reply else None,
        "office": queries.office(one.row, wanted),
    }


def state(one: Said) -> Status:
    """Whether others can read it."""
    return {
        "waiting": Status(_("Only you can read it; it is being looked at"), "paused"),
        "published": Status(_("Everybody can read it"), "done"),
        "withheld": Status(_("Not published"), "refused"),
    }[one.row.state if one.text or one.row.state != "published" else "published"]


@access("consultation", "answer")
def answer(request: HttpRequest, service: str, reform: str) -> HttpResponse:
    """Say what one thinks, or change what one said."""
    row, draft = _asked(service, reform)
    there = reverse("openness:consultation", args=[service, reform])
    mine = queries.own(row, person(request))
    form = OpinionForm(draft, locale(request), mine, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.give_opinion(
                request.actor,  # type: ignore[attr-defined]
                service,
                reform,
                form.answers(),
                said["text"],
                named=said["shown"] == "named",
                key=request.POST.get("key", "")[:120],
            )
            messages.success(request, _("Thank you. What you said is kept; you can change it until the end."))
            return redirect(there)
        except Refusal as refusal:
            form.add_error(None, refused(refusal.key))
    context = {
        "form": form,
        "title": draft.say("title", locale(request)),
        "summary": draft.say("summary", locale(request)),
        "running": queries.running(row),
        "sentence": sentence(row),
        "there": there,
        "key": request.POST.get("key") or uuid4().hex,
        "breadcrumbs": [*_crumbs(), Link(there, draft.say("title", locale(request)))],
    }
    return render(request, "openness/opinion.html", context, status=400 if form.errors else 200)


def refused(key: str) -> str:
    """Why an act was not done, and what to do."""
    return {
        "consultation.over": _("The consultation has ended; nothing more can be said here."),
        "consultation.closed": _("The consultation has ended; nothing more can be said here."),
        "consultation.open_already": _("The public is asked about this draft already."),
        "consultation.past": _("Choose a day that is still to come."),
        "consultation.no_need": _("The draft begins from no need or asks nothing; it cannot be published."),
        "consultation.no_draft": _("There is no such draft in the service in force."),
        "consultation.unanswered": _("Some words wait for a moderator or a reply. Answer them first."),
        "opinion.empty": _("Answer a question or write a few words; nothing was sent."),
        "opinion.gone": _("Somebody changed or withheld one of these meanwhile. Look again."),
        "opinion.reason": _("Say why it is not published; its author reads it."),
        "reply.not_yours": _("Only the unit that leads the service replies. Nothing was published."),
        "reply.empty": _("Write the reason; people read it."),
        "reply.topic": _("Name the topic that these have in common."),
        "reply.verdict": _("Choose what becomes of it."),
    }.get(key, _("This could not be done now. What you wrote is kept; nothing was changed."))
