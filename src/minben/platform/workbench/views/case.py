"""One page for a task: facts and materials, the decision with the rules, clocks and what happened."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import wording as common
from minben.platform.casework.clocks import workdays
from minben.platform.casework.dates import chain
from minben.platform.casework.queries import Happening
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Column, Event, Limit, Link, Row, Table
from minben.platform.identity.rights import access
from minben.platform.journal.actions import note_reading
from minben.platform.workbench import advice_wording, agreement_wording, forms, wording
from minben.platform.workbench.queries.desk import Desk, Fact, desk, file_of
from minben.platform.workbench.views.queue import own, tabs

FORMS: dict[str, type[forms.Act]] = {
    "claim": forms.Plain,
    "release": forms.Plain,
    "choose": forms.Plain,
    "assign": forms.Assign,
    "accept": forms.Plain,
    "request_correction": forms.Correction,
    "accept_tolerant": forms.Tolerate,
    "refuse": forms.Refuse,
    "decide": forms.Decide,
    "stop_clock": forms.Stop,
    "resume_clock": forms.Plain,
    "extend": forms.Extend,
    "extend_joint": forms.ExtendJoint,
    "hand_up": forms.HandUp,
    "suspend": forms.Suspend,
    "consult": forms.Consult,
    "transfer": forms.Transfer,
    "propose": forms.Propose,
    "deliver": forms.Deliver,
    "record_proceeding": forms.Proceeding,
    "end_proceeding": forms.EndProceeding,
    "propose_agreement": forms.ProposeAgreement,
    "answer_agreement": forms.AnswerAgreement,
    "take_back_agreement": forms.Plain,
    "reply_message": forms.Reply,
}
"""Act of casework -> what the officer fills in."""


def own_desk(request: HttpRequest, task: int) -> Desk:
    """The task if it is one of the officer's units; else 404, as if it did not exist."""
    found = desk(own(request), task)
    if found is None:
        raise Http404
    return found


@access("task", "read")
def task(request: HttpRequest, task: int) -> HttpResponse:
    """The case page. Opening it is a reading of personal data: it is journalled and the applicant sees it."""
    found = own_desk(request, task)
    _note(request, found, [fact.element for fact in found.facts])
    return show(request, found, {})


def _note(request: HttpRequest, found: Desk, fields: list[str], what: str = "page") -> None:
    """One reading per officer, task, thing looked at and quarter of an hour, however often the page is loaded."""
    actor, moment = own(request), found.line.moment
    quarter = f"{moment:%Y%m%d%H}{moment.minute // 15}"
    key = f"read-{actor.account}-{found.task.pk}-{what}-{quarter}"
    note_reading(actor, "case", found.case.number, found.item.id, fields, key=key)


def show(request: HttpRequest, found: Desk, bound: dict[str, forms.Act], status: int = 200) -> HttpResponse:
    """Draw the case page; `bound` holds forms that come back with something to mend."""
    locale = place_locale(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    context = {
        **heading(found, locale),
        "desk": found,
        "sentence": wording.why(found.line) if found.task.open else _("This task is finished."),
        "kind": wording.KINDS[found.line.state] if found.task.open else "done",
        "to_do": wording.next_step(found.line),
        "hold": hold(found),
        "facts": [_fact(found, fact, locale) for fact in found.facts],
        "files": [_file(found, row, locale) for row in found.documents],
        "materials": _materials(found, locale),
        "conditions": advice_wording.conditions(found, locale),
        "bases": [common.article(found.place, law, locale) for law in found.item.legal_basis],
        "advice": advice_wording.advice(found, locale),
        "acts": acts(request, found, bound),
        "bound": list(bound.values()),
        "clocks": [_clock(found, clock, locale) for clock in found.clocks],
        "nothing_done": wording.nothing_done(found),
        "timeline": [_event(found, one, locale) for one in found.timeline],
        "corrections": found.corrections,
        "supplements": found.supplements,
        "consultations": [_consultation(found, one, locale) for one in found.consultations],
        "proceedings": [_proceeding(row) for row in found.proceedings],
        "talks": [agreement_wording.told(found, one, locale) for one in found.talks],
        "messages_said": [_message(found, row, locale) for row in found.view.messages],
        "tabs": tabs(request, ""),
    }
    return render(request, "workbench/task.html", context, status=status)


def heading(found: Desk, locale: str) -> dict[str, Any]:
    """What every page about a task says at its top."""
    return {
        "item": found.service.say(f"items.{found.item.id}.name", locale),
        "service": found.service.say("name", locale),
        "number": found.case.number,
        "task": found.task.pk,
        "applicant": found.line.applicant or _("erased"),
        "breadcrumbs": [Link(reverse("workbench:home"), _("Queue"))],
    }


def hold(found: Desk) -> str:
    """Who has the task, until when, and what a colleague may do then."""
    line, until = found.line, found.task.held_until
    if not line.task.open:
        return ""
    if not line.task.assignee:
        return _("Nobody has this task yet. Take it, so that no colleague does the same work.")
    words = {"name": line.holder, "until": wording.moment(until)}
    if line.mine:
        return _("You have this task until %(until)s; each thing you do on it renews that.") % words
    if line.held:
        return (
            _(
                "%(name)s has this task until %(until)s. Until then only %(name)s or the head of the office acts on it;"
                " afterwards anybody of the unit may take it over."
            )
            % words
        )
    return (
        _("%(name)s had this task; the hold has ended. You may take it over; the journal notes from whom.")
        % words
    )


def _fact(found: Desk, fact: Fact, locale: str) -> Row:
    names = found.place.texts[locale]
    value = names.get(f"elements.{fact.element}.choices.{fact.value}", fact.value)
    value = {"true": _("Yes"), "false": _("No")}.get(value, value)
    return Row(names.get(f"elements.{fact.element}.label", fact.element), value, wording.source(fact, names))


def _file(found: Desk, row: Any, locale: str) -> dict[str, Any]:
    label = found.place.texts[locale].get(f"elements.{row.item}.label", "")
    return {
        "href": reverse("workbench:file", args=[found.task.pk, row.pk]),
        "name": row.name,
        "label": label,
        "trust": wording.trust(row.trust),
        "at": row.added_at,
    }


def _materials(found: Desk, locale: str) -> Table:
    names = found.place.texts[locale]
    rows = [
        [
            found.service.say(f"items.{found.item.id}.materials.{one.id}", locale),
            names.get(f"registers.{one.register}", one.register) if one.register else _("the applicant"),
            common.article(found.place, one.basis, locale),
        ]
        for one in found.item.materials
    ]
    heads = [Column(_("Material")), Column(_("Comes from")), Column(_("Legal basis"))]
    return Table(_("What the law asks for"), heads, rows, stacks=True)


def acts(request: HttpRequest, found: Desk, bound: dict[str, forms.Act]) -> list[dict[str, Any]]:
    """The acts that fit now, each with its form; the first is the one to do next."""
    names = list(_fitting(request, found))
    return [
        {
            "name": name,
            "main": name == names[0],
            **wording.act(name),
            "form": bound.get(name) or form_of(request, name),
            "plain": FORMS[name] is forms.Plain,
            "open": name in bound,
            "href": reverse("workbench:act", args=[found.task.pk, name]),
            "key": uuid4().hex,
        }
        for name in dict.fromkeys([*names, *bound])
    ]


def form_of(request: HttpRequest, name: str, data: Any = None) -> forms.Act:
    """What this officer fills in for an act."""
    return FORMS[name](data, prefix=name).meant_for(own(request))


def _fitting(request: HttpRequest, found: Desk) -> list[str]:
    """Names of the acts that casework and the law allow now."""
    line, actor = found.line, own(request)
    leader = actor.has("leader")
    if not line.task.open:
        return list(found.acts)
    if line.held and not leader:
        return ["reply_message"]
    hold = "release" if line.mine else "claim"
    names = [name for name in found.acts if leader or name not in ("extend", "extend_joint", "transfer")]
    talk = [found.agreeing] if found.agreeing else []
    if "answer_agreement" in talk:
        names, talk = [*talk, *names], []
    names = [*names, *talk, "reply_message", "assign"]
    return [*names, hold] if line.mine else [hold, *names]


def _clock(found: Desk, clock: Any, locale: str) -> dict[str, Any]:
    """One clock as a bar, with the chain that leads to its date."""
    return {
        "limit": _bar(found, clock, locale) if clock.ended_at is None else None,
        "title": common.clock(clock.scope, found.place, locale),
        "basis": common.law(found.place, clock.limit.get("basis", ""), locale),
        "ended": clock.ended_at,
        "due": clock.due_at,
        "steps": chain(clock, locale),
        "stops": [
            {"kind": common.special().get(stop["kind"], stop["kind"]), "reason": stop["reason"]}
            for stop in clock.stops
        ],
        "extensions": [row["reason"] for row in clock.extensions],
    }


def _bar(found: Desk, clock: Any, locale: str) -> Limit | None:
    """A limit in working days as a bar; others are told by their chain."""
    days = workdays(clock, found.line.moment)
    if days is None:
        return None
    stop = clock.stops[-1] if clock.stops and clock.stops[-1]["end"] is None else None
    reason = common.special().get(stop["kind"], stop["kind"]) if stop else ""
    title = common.clock(clock.scope, found.place, locale)
    return Limit(*days, clock.due_at, title, reason, clock.provisional)


def _event(found: Desk, one: Happening, locale: str) -> Event:
    unit = found.place.texts[locale].get(f"units.{one.unit}", "")
    return Event(common.happened(one.activity), one.at, unit)


def _consultation(found: Desk, one: dict[str, Any], locale: str) -> dict[str, Any]:
    row = one["row"]
    asked = found.place.texts[locale].get(f"units.{row.asked}", row.asked)
    signed = {
        True: _("Countersigned"),
        False: _("Countersignature refused"),
        None: _("Countersignature asked for"),
    }
    said = signed[row.agrees] if row.countersign else ""
    return {"asked": asked, "text": one["text"], "answer": one["answer"], "due": row.due_at, "signed": said}


def _proceeding(row: Any) -> Row:
    """A reconsideration or lawsuit: where, under which number, what came of it."""
    ended = common.outcomes()[row.outcome] if row.ended_at else _("Not ended yet")
    filed = _("Filed on %(date)s") % {"date": wording.day(row.filed_at)}
    return Row(common.proceeding(row.kind), (f"{row.body} {row.number}", ended), filed)


def _message(found: Desk, row: dict[str, Any], locale: str) -> Event:
    unit = found.place.texts[locale].get(f"units.{row['unit']}", row["unit"])
    return Event(unit or _("The applicant"), row["at"], "", row["text"])


@access("task", "read")
def file(request: HttpRequest, task: int, document: int) -> HttpResponse:
    """One file of the case, shown in the browser; looking at it is journalled."""
    found = own_desk(request, task)
    row = file_of(found, document)
    if row is None:
        raise Http404
    _note(request, found, [row.item or found.item.id], f"file-{row.pk}")
    answer = HttpResponse(bytes(row.content), content_type=row.media_type)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{_quoted(row.name)}"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
