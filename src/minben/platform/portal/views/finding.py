"""Finding a service: by search, by what has happened, in the model of public services, by department."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.kernel.worktime import Limit
from minben.platform.casework import queries as casework
from minben.platform.casework import wording as common
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Need, Published
from minben.platform.design.parts import Card, Column, Link, Row, Status, Table
from minben.platform.identity.rights import access
from minben.platform.portal import wording
from minben.platform.portal.model import Part, parts
from minben.platform.portal.visit import Visit, citizen, locale

PAGE = 30  # imported items a page
AT_ONCE = 0.01  # days: below this a number of days says nothing


@access("service", "read")
def home(request: Visit) -> HttpResponse:
    """Search first, then what has happened, my open cases, the model of public services, departments last."""
    wanted = locale(request)
    asked = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:200]
        for name in ("q", "event", "sector", "department")
    }
    need = Need(asked["q"], asked["event"], asked["sector"], asked["department"])
    searching = any(asked.values())
    every = catalogue.services()
    context = {
        "asked": asked,
        "searching": searching,
        "services": [_service_card(one, wanted) for one in (catalogue.find(need) if searching else every)],
        "events": _choices(every, "event", wanted),
        "model": _model(every, wanted),
        "sectors": _sectors(every, wanted),
        "departments": _choices(every, "department", wanted),
        "elsewhere": _imported_departments(),
        "cases": _my_cases(request),
        **_imported(request, need),
    }
    return render(request, "portal/home.html", context)


def _imported(request: Visit, need: Need) -> dict[str, Any]:
    """One page of the items of imported catalogues that meet the need."""
    if not (need.words or need.department):
        return {}
    number = max(1, int(page)) if (page := request.GET.get("page", "1")).isdecimal() else 1
    total, items = catalogue.imported(need, PAGE, (number - 1) * PAGE)
    shown = Paginator(range(total), PAGE).get_page(number)
    return {"imported": _imported_table(items, total), "page": shown}


def _service_card(found: Published, wanted: str) -> Card:
    """A service as a result: promised time and how long it really takes, online or not, what must be brought."""
    return Card(
        found.say("name", wanted),
        reverse("portal:guide", args=[found.id]),
        found.say("summary", wanted),
        [*times(found), *visits(found), brought(found)],
    )


def times(found: Published) -> list[str]:
    """The slowest promise of the items, and the real times of past cases."""
    slowest = max((item.promised_limit for item in found.service.items), key=_length)
    told = [_("Promised: %(limit)s") % {"limit": common.limit(slowest)}]
    spent = casework.throughput(found.id)
    if not spent:
        return [*told, _("Really: no finished case yet")]
    if spent["p90"] < AT_ONCE:
        return [*told, _("Really: within seconds")]
    if "kept" in spent:
        told.append(_("Promise kept: %(share)s of the items") % {"share": f"{spent['kept']:.0%}"})
    words = {"median": round(spent["median"], 1), "p90": round(spent["p90"], 1)}
    long = _(
        "Really, from sending to the end: half within %(median)s calendar days, nine in ten within %(p90)s, "
        "corrections included"
    )
    return [*told, long % words]


def _length(limit: Limit) -> float:
    """Roughly in days, to compare promises."""
    return (
        limit.value * {"hour": 1 / 24, "day": 1.0, "workday": 1.4, "month": 30.0, "year": 365.0}[limit.unit]
    )


def visits(found: Published) -> list[str]:
    """Whether everything can be done online, and how often one must come."""
    items = found.service.items
    trips = sum(item.onsite_visits for item in items)
    online = all(item.more.get("is_online") == "true" for item in items)
    how = _("Online from beginning to end") if online and not trips else _("In person, at least in part")
    told = ngettext("%(n)s visit to an office", "%(n)s visits to an office", trips) % {"n": trips}
    return [how, told] if trips else [how]


def brought(found: Published) -> str:
    """How many things one must bring; what registers answer does not count."""
    own = {
        found.say(f"items.{item.id}.materials.{material.id}", "en")
        for item in found.service.items
        for material in item.materials
        if not material.register
    }
    if not own:
        return _("Nothing to bring")
    return ngettext("%(n)s thing to bring", "%(n)s things to bring", len(own)) % {"n": len(own)}


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


def _numbers(found: list[Published]) -> dict[str, int]:
    """Services of each sector; A is all of them together."""
    each = {sector: sum(one.service.sector == sector for one in found) for sector in catalogue.SECTORS}
    return {"A": len(found), **each}


def _model(found: list[Published], wanted: str) -> list[Part]:
    if not found:
        return []
    names = found[0].place.texts[wanted]
    return parts(
        {letter: names[f"sectors.{letter}"] for letter in "ABCDE"}, _numbers(found), reverse("portal:home")
    )


def _sectors(found: list[Published], wanted: str) -> Table | None:
    """The model as a list: A is the whole, B its foundation, C and D its sides, E its top."""
    if not found:
        return None
    names, numbers = found[0].place.texts[wanted], _numbers(found)
    rows = [[Link(f"?sector={one}", f"{one} {names[f'sectors.{one}']}"), numbers[one]] for one in "ABCDE"]
    columns = [Column(_("Sector")), Column(_("Services"), numeric=True)]
    return Table(_("The same model as a list"), columns, rows)


def _imported_departments() -> list[dict[str, Any]]:
    """Departments of imported catalogues, each with its number of items."""
    return [
        {"href": "?" + urlencode({"department": name}), "name": name, "number": number}
        for name, number in catalogue.imported_departments()
    ]


def _imported_table(items: list[Any], total: int) -> Table | None:
    if not items:
        return None
    missing = _("not stated")
    rows = [
        [Link(reverse("portal:imported", args=[item.pk]), item.name), item.department, item.code, missing]
        for item in items
    ]
    heads = [_("Item"), _("Department"), _("Code"), _("Limit")]
    caption = _("Items of another catalogue: %(total)s found") % {"total": total}
    return Table(caption, [Column(head) for head in heads], rows, stacks=True)


@access("service", "read")
def imported(request: Visit, id: int) -> HttpResponse:  # noqa: A002 - as in the address
    """An item that another catalogue publishes: what the file says, and what it does not say."""
    item = catalogue.imported_item(id)
    if item is None:
        raise Http404
    department = "{}?{}".format(reverse("portal:home"), urlencode({"department": item.department}))
    said = [
        Row(_("Department"), Link(department, item.department)),
        Row(_("Kind of power"), wording.item_type(item.item_type)),
        Row(_("Item code"), item.code),
        Row(_("Belongs to"), item.main_item or _("Not stated in the file")),
        Row(_("Region code"), item.region_code or _("Not stated in the file")),
        Row(_("Source"), item.source),
    ]
    lacking = [
        _("Who may apply"), _("What is needed"), _("Fees"), _("Promised and statutory limits"), _("Legal basis"),
        _("How it is handled"), _("Sample of the result"), _("Rights and remedies"), _("Contacts"),
    ]  # fmt: skip
    context = {
        "item": item,
        "said": said,
        "lacking": [Row(name, Status(_("Not stated in the file"), "closed")) for name in lacking],
        "breadcrumbs": [Link(reverse("portal:home"), _("All services"))],
    }
    return render(request, "portal/imported.html", context)


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
