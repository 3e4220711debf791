"""Compare: periods, variants, places or whole logs side by side, and where the difference between two of them lies."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from minben.kernel.mining import (
    Difference,
    Pair,
    Part,
    Side,
    fastest_and_slowest,
    pair,
    parts,
    sides,
    ways_to_part,
)
from minben.kernel.mining.sheets import guarded
from minben.kernel.mining.texts import Language, duration
from minben.platform.design.parts import Bar, Column, Status, Table
from minben.platform.identity.rights import access
from minben.platform.studio import queries
from minben.platform.studio.queries import Source
from minben.platform.studio.views.common import (
    about,
    chosen,
    download,
    everything,
    language,
    report_language,
    studied,
)

LOGS = "log"  # the way to part that sets whole logs side by side
SHOWN = 12  # differences on the page; the file has all


@access("process", "study")
@studied
def compare(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002 - the address's word
    """Parts of a log side by side: cases, median, p90, limits kept; then where two of them differ."""
    source = chosen(request, kind, id)
    log = queries.events(source, language(request))
    others = _others(request, source)
    ways = [*ways_to_part(log), *([LOGS] if others else [])]
    by = request.GET.get("by", "") if request.GET.get("by") in ways else ways[0]
    found = _parts(request, source, by)
    context = {
        **about(source, "compare"),
        "ways_to_part": [(way, _way(way)) for way in ways],
        "by": by,
        "others": [(f"{one.kind}/{one.id}", one.name) for one in others],
        "with": request.GET.getlist("with"),
        "names": [one.name for one in found],
        "query": request.GET.urlencode(),
    }
    if len(found) > 1:
        context |= _compared(request, found)
    return render(request, "studio/compare.html", context)


def _others(request: HttpRequest, source: Source) -> list[Source]:
    """The tenant's other logs, which may stand beside this one."""
    every = [*queries.services(language(request), everything()), *queries.uploads()]
    return [one for one in every if one.address != source.address]


def _way(way: str) -> str:
    """A way to part a log, in words; attributes keep the words of the log."""
    known = {
        "period": _("Period in which the case began"),
        "variant": _("The commonest paths"),
        LOGS: _("Whole logs"),
        "event:org:group": _("Department of the first step"),
        "event:org:role": _("Role of the first step"),
    }
    return known.get(way, way.partition(":")[2])


def _parts(request: HttpRequest, source: Source, by: str) -> tuple[Part, ...]:
    log = queries.events(source, language(request))
    if by != LOGS:
        return parts(log, by)
    wanted = [
        one for one in _others(request, source) if f"{one.kind}/{one.id}" in request.GET.getlist("with")
    ]
    found = [(source.name, log), *((one.name, queries.events(one, language(request))) for one in wanted)]
    return tuple(Part(name, one, np.arange(len(one.cases))) for name, one in found)


def _chosen_pair(request: HttpRequest, found: Sequence[Part], figures: Sequence[Side]) -> Pair:
    """The two parts that were asked for, else the fastest and the slowest."""
    known = {one.name: one for one in found}
    first, second = fastest_and_slowest(figures)
    first, second = request.GET.get("first", first), request.GET.get("second", second)
    if first not in known or second not in known or first == second:
        first, second = fastest_and_slowest(figures)
    return pair(known[first], known[second])


def _compared(request: HttpRequest, found: Sequence[Part]) -> dict[str, Any]:
    figures, speaks = sides(found), report_language(request)
    two = _chosen_pair(request, found, figures)
    return {
        "figures": _figures(figures, speaks),
        "bars": _bars(figures, speaks),
        "pair": two,
        "sentence": _sentence(two, figures, speaks),
        "differences": _differences(two, speaks),
        "where": _where(two, speaks),
        "rest": max(len(two.differences) - SHOWN, 0),
    }


def _figures(found: Sequence[Side], speaks: Language) -> Table:
    limits = any(one.judged for one in found)
    heads = [
        Column(_("Part")),
        Column(_("Cases"), numeric=True),
        Column(_("Half take less than"), numeric=True),
    ]
    heads += [
        Column(_("surely between"), numeric=True),
        Column(_("Nine in ten take less than"), numeric=True),
    ]
    heads += [Column(_("In time"), numeric=True)] if limits else []
    rows = []
    for one in found:
        between = f"{duration(one.low, speaks)} – {duration(one.high, speaks)}"
        row: list[Any] = [
            one.name,
            one.cases,
            duration(one.median, speaks),
            between,
            duration(one.p90, speaks),
        ]
        rows.append(row + ([_in_time(one)] if limits else []))
    return Table(_("The parts side by side"), heads, rows)


def _in_time(one: Side) -> str:
    if not one.judged:
        return _("no limit known")
    told = {"share": round(100 * one.in_time / one.judged), "judged": one.judged}
    return _("%(share)s%% of %(judged)s") % told


def _bars(found: Sequence[Side], speaks: Language) -> list[Bar]:
    return [Bar(one.name, one.median / 24, duration(one.median, speaks), one.p90 / 24) for one in found]


def _sentence(two: Pair, figures: Sequence[Side], speaks: Language) -> str:
    """What a manager would say."""
    known = {one.name: one for one in figures}
    first, second = known[two.first], known[two.second]
    told = {
        "first": two.first,
        "second": two.second,
        "one": duration(first.mean, speaks),
        "two": duration(second.mean, speaks),
    }
    whole = _("A case takes %(two)s on average in “%(second)s” and %(one)s in “%(first)s”.") % told
    if not two.sure:
        return whole + " " + _("The difference may be chance.")
    leading = next((row for row in two.differences if row.sure and row.hours * two.hours > 0), None)
    if leading is None:
        return whole + " " + _("No single step explains it surely.")
    more = {"hours": duration(abs(leading.hours), speaks), "step": leading.activity}
    return whole + " " + _("%(hours)s of the difference pass before “%(step)s”.") % more


def _differences(two: Pair, speaks: Language) -> Table:
    heads = [Column(_("Before the step")), Column(two.first, numeric=True), Column(two.second, numeric=True)]
    heads += [Column(_("Difference"), numeric=True), Column(_("surely between"), numeric=True)]
    heads += [Column(_("Times done in a case"), numeric=True), Column(_("Certainty"))]
    rows = [_difference(row, speaks) for row in two.differences[:SHOWN]]
    return Table(_("Where the difference lies: time in a case, on average"), heads, rows)


def _difference(row: Difference, speaks: Language) -> list[Any]:
    certainty = Status(_("sure"), "done") if row.sure else Status(_("may be chance"), "open")
    return [
        row.activity,
        duration(row.first, speaks),
        duration(row.second, speaks),
        _signed(row.hours, speaks),
        f"{_signed(row.low, speaks)} … {_signed(row.high, speaks)}",
        f"{row.times_first:.2f} / {row.times_second:.2f}",
        certainty,
    ]


def _signed(hours: float, speaks: Language) -> str:
    if not np.isfinite(hours):
        return "∞" if hours > 0 else "−∞"
    return ("+" if hours > 0 else "−" if hours < 0 else "") + duration(abs(hours), speaks)


def _where(two: Pair, speaks: Language) -> list[Bar]:
    """The second part's hours before each step, with the first part's as a mark."""
    return [
        Bar(row.activity, max(row.second, 0.0) / 24, duration(row.second, speaks), max(row.first, 0.0) / 24)
        for row in two.differences[:SHOWN]
    ]


@access("process", "study")
@studied
def sheet(request: HttpRequest, kind: str, id: str, key: str) -> HttpResponse:  # noqa: A002
    """The figures behind the page as CSV, in hours, unrounded: `parts` or `differences`."""
    found = _parts(request, chosen(request, kind, id), request.GET.get("by", "period"))
    if len(found) < 2 or key not in ("parts", "differences"):
        raise Http404
    figures = sides(found)
    rows = [
        asdict(one)
        for one in (figures if key == "parts" else _chosen_pair(request, found, figures).differences)
    ]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
    return download(stream.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{id}-{key}.csv")
