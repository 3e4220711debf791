"""Items, limits and real times; ratings, complaints and cards; the four reductions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.platform.catalogue.queries import Published, services
from minben.platform.design.parts import Card, Column, Link, Table
from minben.platform.identity.queries import unit_names
from minben.platform.identity.rights import access
from minben.platform.journal.queries import now
from minben.platform.openness import figures
from minben.platform.openness.reductions import Reduction, reductions
from minben.platform.openness.suppression import LEAST, LEAST_FOR_TAIL
from minben.platform.openness.wording import days, limit, locale, number, percent


def breadcrumbs() -> list[Link]:
    """The way back to the first page of this door."""
    return [Link(reverse("openness:home"), _("Openness"))]


def common() -> dict[str, Any]:
    """What every page of figures states: when, and from how many cases on."""
    return {"moment": now(), "least": LEAST, "tail": LEAST_FOR_TAIL, "breadcrumbs": breadcrumbs()}


@access("openness", "read")
def home(request: HttpRequest) -> HttpResponse:
    """Every item with what was promised and how long it really takes, and the ways to the rest."""
    real, whole = figures.item_times(), figures.service_times()
    context = {
        **common(),
        "breadcrumbs": [],
        "tables": [_times(one, real, whole, locale(request)) for one in services()],
        "ways": _ways(),
    }
    return render(request, "openness/home.html", context)


def _ways() -> list[Card]:
    return [
        Card(
            _("Satisfaction, complaints and cards"),
            reverse("openness:satisfaction"),
            _("What people say, and where supervision found an office late."),
        ),
        Card(
            _("What was reduced"),
            reverse("openness:reductions"),
            _("Materials, time, steps and visits before and after, with the rule of counting."),
        ),
        Card(
            _("Consultations"),
            reverse("openness:consultations"),
            _("What is to change, and what people think of it. Each opinion gets a reply."),
        ),
        Card(
            _("Promises of reforms"),
            reverse("openness:promises"),
            _("What each reform promised, and what came of it."),
        ),
        Card(
            _("Completeness of disclosure"),
            reverse("openness:disclosure"),
            _("Which elements each office and each item publishes, and which are missing."),
        ),
        Card(
            _("Open data"),
            reverse("openness:data"),
            _("Cases, services, figures, processes and rules as files, with licence and digest."),
        ),
        Card(
            _("Requests for information"),
            reverse("openness:requests"),
            _("Ask for what is not published yet, and read what others were answered."),
        ),
    ]


def _times(found: Published, real: Any, whole: Any, language: str) -> Table:
    names = unit_names(language)
    rows = []
    for item in found.service.items:
        times = real.get((found.id, item.id), figures.Times(0))
        rows.append(
            [
                found.say(f"items.{item.id}.name", language),
                names.get(item.authority, item.authority),
                limit(item.statutory_limit),
                limit(item.promised_limit),
                days(times.median),
                days(times.p90),
                percent(times.on_time)
                if item.promised_limit.value
                else "·",  # decided at once: no clock runs
                number(times.number),
            ]
        )
    times = whole.get(found.id, figures.Times(0))
    rows.append(
        [_("The whole thing"), "·", "·", "·", days(times.median), days(times.p90), "·", number(times.number)]
    )
    columns = [Column(_("Item")), Column(_("Office")), Column(_("By law at most")), Column(_("Promised"))]
    measured = [_("Half took at most"), _("Nine in ten at most"), _("Promise kept"), _("Cases")]
    return Table(
        found.say("name", language),
        [*columns, *(Column(word, numeric=True) for word in measured)],
        rows,
        stacks=True,
    )


@access("openness", "read")
def satisfaction(request: HttpRequest) -> HttpResponse:
    """Ratings without defaults, complaints, and the cards of supervision."""
    language = locale(request)
    named = {one.id: one.say("name", language) for one in services()}
    context = {
        **common(),
        "ratings": _ratings(named),
        "complaints": _complaints(named),
        "cards": _cards(unit_names(language)),
    }
    return render(request, "openness/satisfaction.html", context)


def _ratings(named: dict[str, str]) -> Table:
    rows = [
        [
            named.get(service, service),
            number(found.number),
            percent(found.satisfied),
            *(number(found.grades[grade]) for grade in figures.GRADES),
            number(found.defaults),
            number(found.closed),
        ]
        for service, found in figures.ratings().items()
    ]
    words = [
        _("Ratings"), _("Satisfied"), _("Very satisfied"), _("Quite satisfied"), _("Basically satisfied"),
        _("Not satisfied"), _("Very dissatisfied"), _("Not rated, default noted"), _("Closed cases"),
    ]  # fmt: skip
    return Table(
        _("Satisfaction"),
        [Column(_("Service")), *(Column(word, numeric=True) for word in words)],
        rows,
        stacks=True,
    )


def _complaints(named: dict[str, str]) -> Table:
    rows = [
        [named.get(service, service), number(found.made), number(found.answered), percent(found.in_time)]
        for service, found in figures.complaints().items()
    ]
    words = [_("Made"), _("Answered"), _("Answered in time")]
    return Table(
        _("Complaints"),
        [Column(_("Service")), *(Column(word, numeric=True) for word in words)],
        rows,
        stacks=True,
    )


def _cards(names: dict[str, str]) -> Table:
    rows = [
        [names.get(unit, unit), counts.get("yellow", 0), counts.get("red", 0)]
        for unit, counts in sorted(figures.cards().items())
    ]
    columns = [
        Column(_("Office")),
        Column(_("Yellow cards"), numeric=True),
        Column(_("Red cards"), numeric=True),
    ]
    return Table(_("Cards of supervision"), columns, rows, stacks=True)


@access("openness", "read")
def reduced(request: HttpRequest) -> HttpResponse:
    """The four reductions of each service, each with its rule."""
    language = locale(request)
    whole = figures.service_times()
    sections = [
        {
            "table": _reductions(one.say("name", language), reductions(one.service)),
            "median": days(whole[one.id].median) if one.id in whole else days(None),
        }
        for one in services()
    ]
    return render(request, "openness/reductions.html", {**common(), "sections": sections})


def _reductions(name: str, found: tuple[Reduction, ...]) -> Table:
    labels = {
        "materials": (_("Materials"), "%s"),
        "time": (_("Time"), _("%s working days")),
        "steps": (_("Steps"), "%s"),
        "visits": (_("Visits"), "%s"),
    }
    rules = {
        "materials": _(
            "Before: everything each item asks for, counted again for each item. "
            "After: different materials that no register provides."
        ),
        "time": _(
            "Before: the limits by law, one item after another. "
            "After: the promises along the longest chain of items that need each other."
        ),
        "steps": _(
            "Before: the handling steps of every item. After: the steps of the joint process done by a person."
        ),
        "visits": _("Before: one visit to the counter of each item. After: the visits still required."),
    }
    rows = []
    for one in found:
        label, unit = labels[one.kind]
        told = [
            _("cannot be counted") if value is None else unit % value for value in (one.before, one.after)
        ]
        less = _("cannot be counted") if one.share is None else f"{100 * one.share:.0f} %"
        rows.append([label, *told, less, rules[one.kind]])
    words = [_("Before"), _("After"), _("Less by")]
    columns = [
        Column(_("What")),
        *(Column(word, numeric=True) for word in words),
        Column(_("Rule of counting")),
    ]
    return Table(name, columns, rows, stacks=True)
