"""The leader's page of services that deserve a look although nobody complained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minben.platform.casework.facts import day_of
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Published
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.oversight import attention, wording
from minben.platform.oversight.views.common import moment, names_of, show

HALF_A_YEAR = timedelta(days=183)


@access("figures", "read")
def look_at(request: HttpRequest) -> HttpResponse:
    """How much each service is used online, what is not online to the end, what is heavy and has not changed."""
    names, services = names_of(request), catalogue.services()
    used = attention.usage(moment() - HALF_A_YEAR)
    day = day_of(names.place, moment())
    context = {
        "used": _used(used, services, names),
        "stuck": _stuck(attention.stuck(services), names),
        "heavy": _heavy(attention.heavy(services, day), names),
        "elsewhere": catalogue.imported_departments(),
        "limits": {
            "things": attention.HEAVY_THINGS,
            "days": attention.HEAVY_DAYS,
            "share": f"{attention.SELDOM:.0%}",
        },
    }
    return show(request, "look_at", "look_at", **context)


def _guide(service: str, words: str) -> Link:
    return Link(reverse("portal:guide", args=[service]), words)


def _used(used: list[attention.Usage], services: list[Published], names: Any) -> Table:
    online = {one.id for one in services if attention.is_online(one.service)}
    rows = [
        [
            _guide(one.service, names.service(one.service)),
            one.cases,
            wording.percent(one.share),
            _verdict(one, online),
        ]
        for one in used
    ]
    heads = [
        Column(_("Service")), Column(_("Cases"), numeric=True), Column(_("Sent online"), numeric=True),
        Column(_("How it is")),
    ]  # fmt: skip
    return Table(_("How the way online is used, last half year"), heads, rows, stacks=True)


def _verdict(one: attention.Usage, online: set[str]) -> Status:
    if one.service not in online:
        return Status(_("not online to the end"), "open")
    return Status(_("online and not used"), "late") if one.seldom else Status(_("used"), "done")


def _stuck(found: Iterable[Any], names: Any) -> Table | None:
    told = {
        "not_online": _("cannot be sent online"),
        "visit": _("needs a visit"),
        "paper": _("asks for paper"),
        "depth": _("is not handled online to the end"),
    }
    rows = [
        [
            _guide(one.id, names.item(one.id, item.id)),
            names.unit(item.authority),
            _("; ").join(told[key] for key in why),
        ]
        for one, item, why in found
    ]
    heads = [Column(_("Item")), Column(_("Office")), Column(_("What is in the way"))]
    return Table(_("Not online to the end"), heads, rows, stacks=True) if rows else None


def _heavy(found: Iterable[Any], names: Any) -> Table | None:
    rows = [
        [
            _guide(one.id, names.item(one.id, item.id)),
            names.unit(item.authority),
            _burdens(why),
            wording.days(days),
        ]
        for one, item, why, days in found
    ]
    heads = [Column(_("Item")), Column(_("Office")), Column(_("What is heavy")), Column(_("Unchanged for"))]
    return Table(_("Heavy for people and unchanged for a year"), heads, rows, stacks=True) if rows else None


def _burdens(found: dict[str, int]) -> str:
    words = {
        "things": lambda n: ngettext("%(n)s thing to bring", "%(n)s things to bring", n) % {"n": n},
        "visits": lambda n: ngettext("%(n)s visit to an office", "%(n)s visits to an office", n) % {"n": n},
        "days": lambda n: _("%(n)s working days promised") % {"n": n},
    }
    return _("; ").join(words[kind](number) for kind, number in found.items())
