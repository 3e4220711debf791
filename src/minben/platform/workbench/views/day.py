"""My day: what I did, and what supervision asks my unit to answer. No colleague is ranked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.platform.casework import wording as common
from minben.platform.casework.agreements import unanswered
from minben.platform.casework.disputes import disputes_for
from minben.platform.casework.queries import consultations_for, proposals_for
from minben.platform.catalogue.queries import current_place, pinned, place_locale
from minben.platform.design.parts import Event, Link, Status, Task
from minben.platform.design.templatetags.design import day as written
from minben.platform.identity.rights import access
from minben.platform.journal.actor import Actor
from minben.platform.supervision.queries import Duties
from minben.platform.workbench import duty_wording, wording
from minben.platform.workbench.queries.today import Day, Done, day, say, task_of
from minben.platform.workbench.views.queue import own, tabs


@access("task", "read")
def home(request: HttpRequest) -> HttpResponse:
    """The officer's own day."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    found = day(own(request))
    context = {
        "sentence": _sentence(found),
        "duties": _duties(own(request), found.duties, locale),
        "reminders": [_reminder(row, locale) for row in found.duties.reminders],
        "today": [_event(one, locale) for one in found.today],
        "earlier": [_event(one, locale) for one in found.earlier],
        "tabs": tabs(request, "day"),
    }
    return render(request, "workbench/day.html", context)


def _sentence(found: Day) -> str:
    today = len(found.today)
    week = today + len(found.earlier)
    words = {"today": today, "week": week}
    if not week:
        return _("You have not moved a case on this week yet.")
    told = ngettext(
        "You moved %(today)s case step on today, %(week)s this week.",
        "You moved %(today)s case steps on today, %(week)s this week.",
        today,
    )
    return told % words


def _event(one: Done, locale: str) -> Event:
    link = Link(reverse("workbench:task", args=[one.task]), one.case) if one.task else None
    what = say(one.pack, one.service, one.name, locale)
    return Event(wording.did(one.act), one.at, what, "" if link else one.case, link=link)


def _duties(actor: Actor, duties: Duties, locale: str) -> list[Task]:
    """Cards, urgings and follow-ups by their dates, each with a way to answer."""
    found: list[tuple[datetime, Task]] = []
    for row in duties.cards:
        kind = "late" if row.colour == "red" else "soon"
        name = duty_wording.rule(row, locale)[0]
        found.append(_duty(name, duty_wording.colour(row.colour), kind, "card", row, row.reply_due_at))
    for row in duties.urgings:
        kind = "late" if row.due_at < duties.moment else "going"
        state = duty_wording.urging_state(row.status)
        found.append(_duty(row.instruction, state, kind, "urging", row, row.due_at))
    for row in duties.follow_ups:
        contacted = row.contacted_at is not None
        due = row.due_at if contacted else row.contact_due_at
        name = _("A bad rating of %(service)s") % {"service": _service(row, locale)}
        state = _("Mend and answer") if contacted else _("Contact the rater")
        found.append(_duty(name, state, "late" if due < duties.moment else "going", "follow_up", row, due))
    for one in consultations_for(actor):
        row = one["row"]
        if row.asked in actor.units:
            state = _("Countersignature asked for") if row.countersign else _("Opinion asked for")
            found.append(_duty(one["text"], state, "going", "consultation", row, row.due_at))
    for row in unanswered(actor, duties.moment):
        name, task = common.agreement(row.kind), task_of(actor, row.case, row.caseitem.item)
        told = _("The applicant proposes: %(what)s") % {"what": name}
        address = reverse("workbench:task", args=[task])
        found.append(
            (
                row.answer_by,
                Task(told, Status(_("To answer"), "new"), address, _by(row.case.number, row.answer_by)),
            )
        )
    for one in disputes_for(actor):
        label = current_place().texts[locale][f"elements.{one.row.element}.label"]
        name = _("A person says that the register is wrong: %(element)s") % {"element": label}
        address = reverse("workbench:dispute", args=[one.row.pk])
        found.append((one.row.said_at, Task(name, Status(_("To check"), "new"), address, one.case.number)))
    if actor.has("leader"):
        for row in proposals_for(actor):
            name = wording.critical().get(row.verb, row.verb)
            found.append(_duty(name, _("To confirm or refuse"), "going", "proposal", row, row.proposed_at))
    return [task for _due, task in sorted(found, key=lambda pair: pair[0])]


def _duty(name: str, state: str, kind: str, view: str, row: Any, due: datetime) -> tuple[datetime, Task]:
    ref = row.pk if view in ("follow_up", "consultation", "proposal") else row.number
    number = row.concerns if view == "card" else row.case.number
    hint = number if view == "proposal" else _by(number, due)
    return due, Task(name, Status(state, kind), reverse(f"workbench:{view}", args=[ref]), hint)


def _by(case: str, due: Any) -> str:
    return _("%(case)s: answer by %(date)s") % {"case": case, "date": written(due)}


def _service(row: Any, locale: str) -> str:
    return pinned(row.case.pack, row.case.service)[1].say("name", locale)


def _reminder(row: Any, locale: str) -> str:
    service = pinned(row.case.pack, row.case.service)[1]
    name = service.say(f"items.{row.item}.name" if row.item else "name", locale)
    words = {"item": name, "case": row.case.number, "date": written(row.due_at)}
    return _("%(item)s of %(case)s: the promise ends on %(date)s.") % words
