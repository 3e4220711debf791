"""What each office and each item publishes of what it should, and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minben.platform.catalogue.queries import Published, services
from minben.platform.design.parts import Column, Link, Table
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.openness.queries import disclosure
from minben.platform.openness.queries.disclosure import ELEMENTS, Disclosed, Elsewhere
from minben.platform.openness.views.figures import common
from minben.platform.openness.wording import locale

Found = list[tuple[Published, Disclosed]]


@access("openness", "read")
def disclosed(request: HttpRequest) -> HttpResponse:
    """How complete each office's and each item's publication is, with what is missing."""
    language = locale(request)
    names = unit_names(language)
    found = [(one, row) for one in services() for row in disclosure.disclosed(one.service)]
    others = disclosure.elsewhere()
    context = {
        **common(),
        "offices": _offices(found, names),
        "items": _items(found, names, language),
        "others": _others(others) if others else None,
        "elements": [label for label, _test in ELEMENTS.values()],
    }
    return render(request, "openness/disclosure.html", context)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _words(keys: tuple[str, ...]) -> str:
    """Elements in the reader's words; nothing when none is missing."""
    return _(", ").join(str(ELEMENTS[key][0]) for key in keys) or _("nothing")


def _offices(found: Found, names: dict[str, str]) -> Table:
    shares = disclosure.by_authority(row for _one, row in found)
    counts = {unit: sum(row.item.authority == unit for _one, row in found) for unit in shares}
    rows = [[names.get(unit, unit), counts[unit], _share(value)] for unit, value in shares.items()]
    columns = [Column(_("Office")), Column(_("Items"), numeric=True), Column(_("Published"), numeric=True)]
    return Table(_("By office, the least complete first"), columns, rows, stacks=True)


def _items(found: Found, names: dict[str, str], language: str) -> Table:
    rows = [
        [
            Link(reverse("portal:guide", args=[one.id]), one.say(f"items.{row.item.id}.name", language)),
            names.get(row.item.authority, row.item.authority),
            f"{row.published} / {len(ELEMENTS)}",
            _words(row.missing),
        ]
        for one, row in found
    ]
    columns = [Column(_("Item")), Column(_("Office")), Column(_("Published"), numeric=True)]
    return Table(_("By item"), [*columns, Column(_("Missing"))], rows, stacks=True)


def _others(found: list[Elsewhere]) -> Table:
    rows = [
        [
            Link(f"{reverse('portal:home')}?{urlencode({'department': one.department})}", one.department),
            one.source,
            one.items,
            _share(one.share),
            _lacking(one),
        ]
        for one in found
    ]
    columns = [Column(_("Office")), Column(_("File")), Column(_("Items"), numeric=True)]
    columns += [Column(_("Published"), numeric=True), Column(_("Missing"))]
    return Table(_("Imported catalogues, the least complete office first"), columns, rows, stacks=True)


def _lacking(one: Elsewhere) -> str:
    """In full it would be the same long list on each line: how many no item has, and what only some have."""
    told = [_("%(number)s elements in every item") % {"number": len(one.missing)}]
    told += [
        _("%(element)s (missing in %(number)s)") % {"element": ELEMENTS[key][0], "number": number}
        for key, number in one.partly.items()
    ]
    return _("; ").join(told)
