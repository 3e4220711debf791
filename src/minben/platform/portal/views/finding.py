"""Finding a service: by search, by what has happened, in the model of public services, by department."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.casework import queries as casework
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Need, Published
from minben.platform.design.parts import Card, Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.portal import wording
from minben.platform.portal.visit import Visit, citizen, locale

AT_ONCE = 0.01  # days: below this a number of days says nothing


@access("service", "read")
def home(request: Visit) -> HttpResponse:
    """Search first, then what has happened, my open cases, the model of public services, departments last."""
    wanted = locale(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "event", "sector", "department")}
    need = Need(asked["q"], asked["event"], asked["sector"], asked["department"])
    found = catalogue.find(need)
    total, items = catalogue.imported(need) if need.words or need.department else (0, [])
    context = {
        "asked": asked,
        "searching": any(asked.values()),
        "services": [_service_card(one, wanted) for one in found],
        "imported": _imported_table(items, total),
        "events": _choices(found_all := catalogue.services(), "event", wanted),
        "sectors": _sectors(found_all, wanted),
        "departments": _choices(found_all, "department", wanted),
        "cases": _my_cases(request),
    }
    return render(request, "portal/home.html", context)


def _service_card(found: Published, wanted: str) -> Card:
    spent = casework.throughput(found.id)
    facts = [_("%(number)s items in one form") % {"number": len(found.service.items)}]
    if spent and spent["p90"] < AT_ONCE:
        facts.append(_("decided within seconds"))
    elif spent:
        words = {"median": round(spent["median"], 1), "p90": round(spent["p90"], 1)}
        facts.append(_("half take at most %(median)s days, nine in ten at most %(p90)s") % words)
    return Card(
        found.say("name", wanted),
        reverse("portal:guide", args=[found.id]),
        found.say("summary", wanted),
        facts,
    )


def _choices(found: list[Published], kind: str, wanted: str) -> list[Link]:
    """Links to the services of one event or department."""
    keys: dict[str, str] = {}
    for one in found:
        names = one.place.texts[wanted]
        if kind == "event":
            keys.update({event: names[f"events.{event}"] for event in one.service.events})
        else:
            keys.update({item.authority: names[f"units.{item.authority}"] for item in one.service.items})
    return [Link(f"?{kind}={key}", name) for key, name in sorted(keys.items(), key=lambda pair: pair[1])]


def _sectors(found: list[Published], wanted: str) -> Table | None:
    """The model of public services as a list: A is the whole, B its foundation, C and D its sides, E its top."""
    if not found:
        return None
    names = found[0].place.texts[wanted]
    rows = [
        [
            Link(f"?sector={sector}", f"{sector} {names[f'sectors.{sector}']}"),
            sum(one.service.sector == sector for one in found) if sector != "A" else len(found),
        ]
        for sector in "ABCDE"
    ]
    return Table(
        _("The model of public services"), [Column(_("Sector")), Column(_("Services"), numeric=True)], rows
    )


def _imported_table(items: list[Any], total: int) -> Table | None:
    if not items:
        return None
    missing = _("not stated")
    rows = [[item.name, item.department, item.code, missing] for item in items]
    caption = _("Items of another catalogue: %(total)s found") % {"total": total}
    return Table(
        caption, [Column(_("Item")), Column(_("Department")), Column(_("Code")), Column(_("Limit"))], rows
    )


def _my_cases(request: Visit) -> list[Card]:
    actor = citizen(request)
    if actor is None:
        return []
    return [case_card(request, view) for view in casework.cases_of(actor)[:5]]


def case_card(request: Visit, view: casework.CaseView) -> Card:
    """One case by its one sentence."""
    words, kind = wording.sentence(view, request.LANGUAGE_CODE)
    state = Status(_("Closed") if view.case.closed_at else _("Open"), kind)
    address = reverse("portal:case", args=[view.case.number])
    return Card(view.service.say("name", locale(request)), address, words, [view.case.number], state)
