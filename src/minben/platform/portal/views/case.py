"""The case as its applicant sees it: where it stands, item by item, what can be done, what happened, who looked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel import process
from minben.kernel.pack import in_words
from minben.platform.casework import agreements, clocks, dates, readings, remedies
from minben.platform.casework import queries as casework
from minben.platform.casework import wording as common
from minben.platform.casework.queries import CaseView, ItemView
from minben.platform.design.parts import Column, Event, Limit, Link, Row, Status, Table, Task
from minben.platform.design.templatetags.design import moment
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.portal import wording
from minben.platform.portal.visit import Visit, locale, own_view


def to_case(number: str) -> list[Link]:
    """The way back from a page about a case."""
    return [
        Link(reverse("portal:home"), _("All services")),
        Link(reverse("portal:case", args=[number]), _("The case")),
    ]


@access("case", "follow")
def case(request: Visit, number: str) -> HttpResponse:
    """Where a case stands, item by item, what one can do now, and everything that happened."""
    view = own_view(request, number)
    words, kind = wording.sentence(view, request.LANGUAGE_CODE)
    context = {
        "view": view,
        "name": view.service.say("name", locale(request)),
        "sentence": words,
        "kind": kind,
        "notices": _notices(request, view),
        "items": [_item(request, view, item) for item in view.items],
        "tasks": _tasks(view),
        "timeline": _timeline(request, view),
        "picture": _picture(view, locale(request)),
        "agreed": _agreed(request, view),
        "key": uuid4().hex,
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/case.html", context)


def _notices(request: Visit, view: CaseView) -> list[dict[str, Any]]:
    """What the applicant was told about this case and has not marked as read."""
    rows = [row for row in casework.notices_of(request.actor, unread=True) if row.case_id == view.case.pk]
    return [
        {"id": row.pk, "at": row.at, "text": wording.notice(row.kind, _name(view, row.item, locale(request)))}
        for row in rows
    ]


def _agreed(request: Visit, view: CaseView) -> list[Row]:
    """What both sides confirmed; it counts."""
    wanted = locale(request)
    return [
        Row(
            common.agreement(one.row.kind),
            (one.day, one.text) if one.day else one.text,
            _name(view, one.row.caseitem.item, wanted),
        )
        for one in agreements.talks(view.case, view.moment)
        if one.state == "agreed"
    ]


def _name(view: CaseView, item: str, wanted: str) -> str:
    return view.service.say(f"items.{item}.name", wanted) if item else ""


# --- items side by side ---


def _item(request: Visit, view: CaseView, item: ItemView) -> dict[str, Any]:
    words, _kind = wording.item_sentence(view, item, request.LANGUAGE_CODE)
    wanted = locale(request)
    return {
        "name": _name(view, item.item.id, wanted),
        "status": wording.item_status(item),
        "sentence": words,
        "limit": _limit(view, item),
        "reasons": _reasons(view, item, wanted),
        "decision": item.decision,
        "correct": reverse("portal:correct", args=[view.case.number, item.item.id])
        if item.state == "waiting_you"
        else "",
        "supplement": reverse("portal:supplement", args=[view.case.number, item.item.id])
        if item.row.tolerant and item.item.id in casework.supplements_open(view.case)
        else "",
        "certificate": _certificate(view, item),
        "remedies": _remedies(view, item, wanted),
        "proceedings": [
            Row(
                common.proceeding(row.kind),
                f"{row.body} {row.number}",
                common.outcomes()[row.outcome] if row.ended_at else _("Not ended yet"),
            )
            for row in casework.proceedings_of(view.case, item.item.id)
        ],
        "denied": item.row.status in ("denied", "not_accepted", "terminated"),
    }


def _limit(view: CaseView, item: ItemView) -> Limit | None:
    """The speaking clock as a bar; limits that are not in working days are told by the sentence alone."""
    clock = item.clock
    days = clocks.workdays(clock, view.moment) if clock is not None else None
    if clock is None or days is None:
        return None
    stopped = clock.stops[-1] if clock.stops and clock.due_at is None else None
    why = Link(reverse("portal:why", args=[view.case.number, clock.pk]), _("Why this date?"), item.item.id)
    used, total = days
    return Limit(
        used, total, clock.due_at, wording.clock(clock.scope), stopped["reason"] if stopped else "",
        clock.provisional, why,
    )  # fmt: skip


def _reasons(view: CaseView, item: ItemView, wanted: str) -> list[str]:
    if item.decision is None:
        return []
    said = [view.service.say(f"reasons.{code}", wanted) for code in item.decision.codes]
    return [*said, *([item.decision.reasons] if item.decision.reasons else [])]


def _certificate(view: CaseView, item: ItemView) -> dict[str, str] | None:
    found = item.certificate
    if found is None:
        return None
    return {
        "number": found.number,
        "fetch": reverse("portal:certificate", args=[view.case.number, found.pk]),
        "verify": reverse("portal:verified", args=[found.code]),
    }


def _remedies(view: CaseView, item: ItemView, wanted: str) -> list[Row]:
    """Where to go after a decision, until which day, with the article."""
    if item.decision is None:
        return []
    names, rows = view.place.texts[wanted], []
    for way in remedies.after(item.item, item.decision):
        body = names.get(f"units.{way.remedy.body}") or names.get(way.remedy.body, way.remedy.body)
        basis = way.remedy.basis
        law = common.law(view.place, f"{basis.id} {basis.article}".strip(), wanted) if basis else ""
        said = wording.remedy_limit(way)
        rows.append(
            Row(
                wording.remedy(way.remedy.kind), f"{body} {way.remedy.phone}".strip(), f"{said} {law}".strip()
            )
        )
    return rows


# --- what one can do ---


def _tasks(view: CaseView) -> list[Task]:
    """Everything the applicant can do with the case, each with how it stands."""
    number, open_ = view.case.number, view.case.open
    to = lambda name: reverse(f"portal:{name}", args=[number])  # noqa: E731
    written, files = len(view.messages), len([d for d in view.documents if d.kind == "upload"])
    complaints, rated = len(view.complaints), view.rating is not None
    messages = ngettext("%(n)s message", "%(n)s messages", written) % {"n": written}
    given = ngettext("%(n)s file", "%(n)s files", files) % {"n": files}
    made = ngettext("%(n)s complaint", "%(n)s complaints", complaints) % {"n": complaints}
    found = [
        Task(_("Messages with the offices"), Status(messages, "open"), to("messages")),
        Task(_("Proposals and agreements"), _talk_status(view), to("agreements")),
        Task(_("Files"), Status(given, "open"), to("files")),
        Task(_("Receipt"), Status(_("Ready"), "done"), to("receipt")),
        Task(_("Every date of this case"), Status(_("Each explained"), "open"), to("dates")),
        Task(_("Who looked at my data"), Status(_("Record"), "open"), to("readings")),
        Task(_("Rate how it went"), _rating_status(rated), to("rate")),
        Task(_("Complain"), Status(made if complaints else _("Your right"), "open"), to("complain")),
    ]
    if open_:
        hint = _("You first see what it means; nothing is withdrawn yet.")
        found.append(Task(_("Withdraw the application"), Status(_("Possible"), "open"), to("withdraw"), hint))
    return found


def _talk_status(view: CaseView) -> Status:
    """Whether a proposal waits for the applicant, and how much was agreed."""
    talks = agreements.talks(view.case, view.moment)
    if any(one.waits_for == "applicant" for one in talks):
        return Status(_("Waits for your answer"), "new")
    agreed = sum(one.state == "agreed" for one in talks)
    if not agreed:
        return Status(_("Possible") if view.case.open else _("None"), "open")
    return Status(ngettext("%(n)s agreement", "%(n)s agreements", agreed) % {"n": agreed}, "done")


def _rating_status(rated: bool) -> Status:
    return Status(_("Rated"), "done") if rated else Status(_("Not rated yet"), "open")


# --- what happened ---


def _timeline(request: Visit, view: CaseView) -> list[Event]:
    wanted = locale(request)
    names = {**unit_names(wanted), "applicant": _("You"), "rules": _("By rule, from what registers say")}
    return [
        Event(
            common.happened(happening.activity),
            happening.at,
            names.get(happening.unit, ""),
            _name(view, happening.item, wanted),
        )
        for happening in view.timeline
    ]


def _picture(view: CaseView, wanted: str) -> str:
    """The process with the places where the case is and where it has been."""
    told = in_words(view.process, view.service, view.place, wanted)
    drawn = process.draw(told, language=wanted, marked=view.at_nodes, done=view.passed_nodes)
    return mark_safe(drawn)  # noqa: S308 - drawn by the kernel, which escapes every text


@access("case", "follow")
def every_date(request: Visit, number: str) -> HttpResponse:
    """Every limit of the case that concerns its applicant, running ones first, each with its chain."""
    view = own_view(request, number)
    found = dates.dates(view.case, locale(request), without=dates.OFFICES, name=wording.clock)
    context = {"dates": found, "number": number, "breadcrumbs": to_case(number)}
    return render(request, "portal/dates.html", context)


@access("case", "follow")
def why(request: Visit, number: str, clock: int) -> HttpResponse:
    """The chain that leads to a date."""
    view = own_view(request, number)
    found = casework.clock_of(view.case, clock)
    if found is None or found.scope.partition(".")[0] in dates.OFFICES:
        raise Http404
    due = casework.explain(found)
    context = {
        "steps": common.chain(due, view.place, locale(request)),
        "provisional": due.provisional,
        "number": number,
        "breadcrumbs": to_case(number),
    }
    return render(request, "portal/why.html", context)


@access("case", "follow")
def looked(request: Visit, number: str) -> HttpResponse:
    """Every register that was asked and every office that opened the case, from the journal."""
    view, wanted = own_view(request, number), locale(request)
    rows = [_looked(view, one, wanted) for one in readings.looked(view.case)]
    columns = [Column(_("When")), Column(_("Who looked")), Column(_("What was read")), Column(_("For what"))]
    context = {
        "table": Table(_("Who looked at your data, newest first"), columns, rows, stacks=True)
        if rows
        else None,
        "number": number,
        "breadcrumbs": to_case(number),
    }
    return render(request, "portal/looked.html", context)


def _looked(view: CaseView, one: readings.Looked, wanted: str) -> list[Any]:
    names = view.place.texts[wanted]
    own = {"applicant": _("You, through this site"), "rules": _("The platform, by rule")}
    who = own.get(one.who) or names.get(f"units.{one.who}") or unit_names(wanted).get(one.who, one.who)
    fields = wording.listed(names.get(f"elements.{name}.label", name) for name in one.fields)
    item = names_of_items(view, wanted).get(one.purpose)
    if not one.register:
        return [
            moment(one.at),
            who,
            fields or _("The case"),
            _("To handle %(item)s") % {"item": item or view.service.say("name", wanted)},
        ]
    register = names.get(f"registers.{one.register}", one.register)
    told = _("%(register)s: %(fields)s") % {"register": register, "fields": fields}
    if not one.found:
        told = _("%(register)s was asked and had no record") % {"register": register}
    basis = {"basis": common.law(view.place, one.basis, wanted)}
    if one.consented:
        return [moment(one.at), who, told, _("For this application, by your consent. %(basis)s") % basis]
    return [moment(one.at), who, told, _("For this application; the office must look. %(basis)s") % basis]


def names_of_items(view: CaseView, wanted: str) -> dict[str, str]:
    """Item id -> its name."""
    return {item.id: view.service.say(f"items.{item.id}.name", wanted) for item in view.service.items}
