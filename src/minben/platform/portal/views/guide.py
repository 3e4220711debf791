"""The guide of a service: everything a person should know before beginning."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.kernel import intake, process
from minben.kernel.pack import Question, in_words
from minben.kernel.worktime import Limit
from minben.platform.casework import choosing
from minben.platform.casework import wording as common
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Published
from minben.platform.design.parts import Column, Link, Row, Status, Table
from minben.platform.design.templatetags.design import day
from minben.platform.identity.rights import access
from minben.platform.journal.queries import now
from minben.platform.openness import claims
from minben.platform.openness.queries import consultations, promises, reforms
from minben.platform.portal import standards, wording
from minben.platform.portal.forms import Conditions, Questions
from minben.platform.portal.views.finding import brought, times, visits
from minben.platform.portal.visit import Visit, locale


@access("service", "read")
def guide(request: Visit, service: str) -> HttpResponse:
    """Everything a person should know before beginning."""
    found = catalogue.service(service)
    if found is None:
        raise Http404
    wanted = locale(request)
    context = {
        "service": service,
        "key": uuid4().hex,
        "name": found.say("name", wanted),
        "summary": found.say("summary", wanted),
        "items": _items_table(found, wanted),
        "materials": _materials(found, wanted),
        "conditions": _conditions(found, wanted),
        "times": times(found),
        "ways": [*visits(found), brought(found)],
        "audience": wording.audience(
            dict.fromkeys(code for item in found.service.items for code in item.audience)
        ),
        "fees": _fees(found, wanted),
        "samples": _samples(found, wanted),
        "contacts": _contacts(found, wanted),
        "faq": _faq(found, wanted),
        "checked": bool(found.service.guiding) or len(_conditions(found, wanted)) > 0,
        "picture": mark_safe(  # noqa: S308 - drawn by the kernel, which escapes every text
            process.draw(_told(found, wanted), language=wanted)
        ),
        "steps": _steps(found, wanted),
        "remedies": _remedies(found, wanted),
        "history": _history(found, wanted),
        "promise": _promise(found, wanted),
        "asked": _asked(found, wanted),
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/guide.html", context)


def _history(found: Published, wanted: str) -> list[dict[str, Any]]:
    """Versions with what each changed for applicants, and the days on which rules change; the newest first.

    The first version holds since the day its pack says, whenever this node loaded it; a later one not before it came.
    """
    rows = catalogue.versions(found.id)
    services = [catalogue.pinned(row.pack, row.service)[1] for row in rows]
    told: dict[str, tuple[date, list[Status]]] = {}
    for row, version, older in zip(rows, services, [*services[1:], None], strict=True):
        stated = date.fromisoformat(version.effective_from)
        since = stated if older is None else max(stated, row.published_at.date())
        changed = standards.changes(older, version) if older is not None else []
        told.setdefault(
            _version(row.version, since), (since, [_changed(found, one, wanted) for one in changed])
        )
        for law in version.laws:
            if law.valid.first:
                told.setdefault(_other_rules(law.valid.first), (law.valid.first, []))
    ordered = sorted(told.items(), key=lambda pair: pair[1][0], reverse=True)
    return [{"words": words, "changes": changed} for words, (_since, changed) in ordered]


def _version(number: str, since: date) -> str:
    return _("Version %(number)s, in force since %(date)s") % {"number": number, "date": day(since)}


def _other_rules(first: date) -> str:
    return _("Other rules for what is sent from %(date)s on") % {"date": day(first)}


def _changed(found: Published, change: standards.Change, wanted: str) -> Status:
    """One change for applicants, in words; what is worse for them is marked as such."""
    key = f"items.{change.item}.name"
    name = found.service.texts[wanted].get(key, change.item)
    before, after = (
        common.limit(one) if isinstance(one, Limit) else one for one in (change.before, change.after)
    )
    values = {"item": name, "before": before, "after": after}
    texts = {
        "promise": _("%(item)s: promised in %(after)s instead of %(before)s"),
        "law": _("%(item)s: by law at most %(after)s instead of %(before)s"),
        "materials": _("%(item)s: %(after)s things to bring instead of %(before)s"),
        "visits": _("%(item)s: %(after)s visits instead of %(before)s"),
        "added": _("%(item)s: newly part of this service"),
        "dropped": _("%(item)s: no longer part of this service"),
    }
    return Status(texts[change.kind] % values, "late" if change.worse else "done")


def _unit_names(found: Published, wanted: str) -> dict[str, str]:
    names = found.place.texts[wanted]
    return {unit.id: names[f"units.{unit.id}"] for unit in found.place.units}


def _items_table(found: Published, wanted: str) -> Table:
    names = _unit_names(found, wanted)
    rows = [
        [
            found.say(f"items.{item.id}.name", wanted),
            names[item.authority],
            common.limit(item.promised_limit),
            common.limit(item.statutory_limit),
            _("; ").join(
                common.law(found.place, f"{law.id} {law.article}".strip(), wanted) for law in item.legal_basis
            ),
        ]
        for item in found.service.items
    ]
    heads = [_("Item"), _("Office"), _("Promised"), _("By law at most"), _("Legal basis")]
    return Table(_("Items and limits"), [Column(head) for head in heads], rows, stacks=True)


def _materials(found: Published, wanted: str) -> list[Row]:
    """What is needed; what a register answers instead is struck out, with its source."""
    names = found.place.texts[wanted]
    rows: dict[str, Row] = {}
    for item in found.service.items:
        for material in item.materials:
            text = found.say(f"items.{item.id}.materials.{material.id}", wanted)
            source = (
                names.get(f"registers.{material.register}", material.register) if material.register else ""
            )
            told = _("We fetch this for you") if source else _("Please bring this")
            rows.setdefault(text, Row(text, told, source, struck=bool(source)))
    return list(rows.values())


def _conditions(found: Published, wanted: str) -> list[str]:
    return [
        found.say(f"items.{item.id}.conditions.{key}", wanted)
        for item in found.service.items
        for key in item.conditions
    ]


def _told(found: Published, wanted: str) -> process.Process:
    return in_words(found.service.process, found.service, found.place, wanted)


def _steps(found: Published, wanted: str) -> Table:
    rows = process.describe(_told(found, wanted), language=wanted)
    cells = [[row.step, row.who, row.next] for row in rows]
    return Table(
        _("The steps as a list"), [Column(_("Step")), Column(_("Who")), Column(_("Then"))], cells, stacks=True
    )


def _remedies(found: Published, wanted: str) -> Table:
    names = found.place.texts[wanted]
    seen = {}
    for item in found.service.items:
        for remedy in item.remedies:
            body = names.get(f"units.{remedy.body}") or names.get(remedy.body, remedy.body)
            within = found.place.within(remedy)
            limit = common.limit(within) if within else _("At any time")
            seen[(remedy.kind, body)] = [wording.remedy(remedy.kind), body, remedy.phone, limit]
    heads = [_("Your right"), _("Where"), _("Telephone"), _("Within")]
    return Table(
        _("Your rights and remedies"), [Column(head) for head in heads], list(seen.values()), stacks=True
    )


def _fees(found: Published, wanted: str) -> list[Row]:
    """What each item costs and on which basis; without a basis there is no fee."""
    rows = []
    for item in found.service.items:
        costs = [
            f"{fee.standard} {common.law(found.place, f'{fee.basis.id} {fee.basis.article}'.strip(), wanted)}"
            for fee in item.fees
        ]
        rows.append(
            Row(found.say(f"items.{item.id}.name", wanted), _("; ").join(costs) or _("Free of charge"))
        )
    return rows


def _samples(found: Published, wanted: str) -> list[dict[str, Any]]:
    """What each result looks like: its title, its authority, and what is printed on it."""
    names = found.place.texts[wanted]
    return [
        {
            "title": found.say(f"items.{item.id}.result", wanted),
            "authority": names[f"units.{item.authority}"],
            "lines": [names[f"elements.{element}.label"] for element in item.certificate],
        }
        for item in found.service.items
    ]


def _contacts(found: Published, wanted: str) -> list[Row]:
    """The offices, with telephone and address; the lead unit first."""
    names, units = found.place.texts[wanted], {unit.id: unit for unit in found.place.units}
    wanted_units = dict.fromkeys([found.service.lead, *(item.authority for item in found.service.items)])
    return [
        Row(
            names[f"units.{unit}"],
            units[unit].phone,
            names.get(units[unit].address_key, ""),
        )
        for unit in wanted_units
    ]


def _asked(found: Published, wanted: str) -> list[Link]:
    """Drafts that would change this service and about which people can still say something."""
    open_now = [row for row in consultations.consultations() if row.service == found.id]
    drafts = [
        reforms.change(row.service, row.reform, row.pack) for row in open_now if consultations.running(row)
    ]
    return [
        Link(reverse("openness:consultation", args=one.address), one.say("title", wanted))
        for one in drafts
        if one is not None
    ]


def _promise(found: Published, wanted: str) -> dict[str, Any] | None:
    """What the last reform promised, and whether it was kept by the cases so far."""
    last = reforms.last_deployed(found)
    if last is None:
        return None
    return {
        "title": last.say("title", wanted),
        "summary": last.say("summary", wanted),
        "since": promises.window(last).begin.date(),
        "table": claims.truth_table(last, promises.truths(last), wanted),
        "fewest": promises.FEWEST,
    }


def _faq(found: Published, wanted: str) -> list[dict[str, str]]:
    return [
        {
            "question": found.say(f"items.{item.id}.faq.{key}.question", wanted),
            "answer": found.say(f"items.{item.id}.faq.{key}.answer", wanted),
        }
        for item in found.service.items
        for key in item.faq
    ]


# --- may I apply? ---


@access("service", "read")
def may_i(request: Visit, service: str) -> HttpResponse:
    """A few plain questions, and what follows from the answers. Nothing is stored, nobody need sign in."""
    found = catalogue.service(service)
    if found is None:
        raise Http404
    wanted = locale(request)
    by_rule = bool(found.service.guiding)
    form = (
        _guiding(request, found, wanted)
        if by_rule
        else Conditions(_conditions(found, wanted), request.POST or None)
    )
    context: dict[str, Any] = {
        "service": service,
        "name": found.say("name", wanted),
        "form": form,
        "breadcrumbs": [
            Link(reverse("portal:home"), _("All services")),
            Link(reverse("portal:guide", args=[service]), found.say("name", wanted)),
        ],
    }
    if form.is_bound and form.is_valid():
        context |= _chosen(found, form, wanted) if by_rule else _met(form)
    return render(request, "portal/may_i.html", context)


def _guiding(request: Visit, found: Published, wanted: str) -> Questions:
    asked = [Question(guide.element) for guide in found.service.guiding]
    form = Questions(found.place, asked, wanted, request.POST or None)
    if form.is_bound and form.is_valid():
        judged = {
            name: intake.check_answer(found.place.elements[name], str(value))
            for name, value in form.cleaned_data.items()
        }
        form.blame({name: value for name, value in judged.items() if isinstance(value, intake.Problem)})
    return form


def _chosen(found: Published, form: Questions, wanted: str) -> dict[str, Any]:
    """The items these answers call for, with their promises, and what must be brought for them."""
    answers = {name: str(value) for name, value in form.cleaned_data.items()}
    items = choosing.needed(found.place, found.service, answers, now())
    names = found.place.texts[wanted]
    say = lambda item: found.say(f"items.{item.id}.name", wanted)  # noqa: E731
    rows = [[say(one), names[f"units.{one.authority}"], common.limit(one.promised_limit)] for one in items]
    heads = [_("Item"), _("Office"), _("Promised")]
    bring = dict.fromkeys(
        found.say(f"items.{item.id}.materials.{material.id}", wanted)
        for item in items
        for material in item.materials
        if not material.register
    )
    return {
        "answered": True,
        "items": Table(_("What you need"), [Column(head) for head in heads], rows, stacks=True)
        if rows
        else None,
        "bring": list(bring),
    }


def _met(form: Conditions) -> dict[str, Any]:
    """What follows from yes and no to the conditions."""
    given = form.cleaned_data
    return {
        "answered": True,
        "unmet": [form.fields[name].label for name, value in given.items() if value == "no"],
        "unsure": [form.fields[name].label for name, value in given.items() if value == "unsure"],
    }
