"""The guide of a service: everything a person should know before beginning."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.kernel import process
from minben.platform.casework import queries as casework
from minben.platform.casework import wording as common
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Published
from minben.platform.design.parts import Column, Link, Row, Table
from minben.platform.identity.rights import access
from minben.platform.portal import wording
from minben.platform.portal.views.finding import AT_ONCE
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
        "picture": mark_safe(  # noqa: S308 - drawn by the kernel, which escapes every text
            process.draw(found.service.process, lane_names=_unit_names(found, wanted), language=wanted)
        ),
        "steps": _steps(found, wanted),
        "remedies": _remedies(found, wanted),
        "spent": _days(casework.throughput(found.id)),
        "versions": catalogue.versions(found.id),
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/guide.html", context)


def _days(spent: dict[str, float]) -> dict[str, float]:
    """Real times worth saying in days."""
    return spent if spent and spent["p90"] >= AT_ONCE else {}


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
            "; ".join(
                common.law(found.place, f"{law.id} {law.article}".strip(), wanted) for law in item.legal_basis
            ),
        ]
        for item in found.service.items
    ]
    heads = [_("Item"), _("Office"), _("Promised"), _("By law at most"), _("Legal basis")]
    return Table(_("Items and limits"), [Column(head) for head in heads], rows)


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


def _steps(found: Published, wanted: str) -> Table:
    rows = process.describe(found.service.process, language=wanted, lane_names=_unit_names(found, wanted))
    cells = [[row.step, row.who, row.next] for row in rows]
    return Table(_("The steps as a list"), [Column(_("Step")), Column(_("Who")), Column(_("Then"))], cells)


def _remedies(found: Published, wanted: str) -> Table:
    names = found.place.texts[wanted]
    seen = {}
    for item in found.service.items:
        for remedy in item.remedies:
            body = names.get(f"units.{remedy.body}") or names.get(remedy.body, remedy.body)
            limit = common.limit(remedy.limit) if remedy.limit else ""
            seen[(remedy.kind, body)] = [wording.remedy(remedy.kind), body, remedy.phone, limit]
    heads = [_("Your right"), _("Where"), _("Telephone"), _("Within")]
    return Table(_("Your rights and remedies"), [Column(head) for head in heads], list(seen.values()))
