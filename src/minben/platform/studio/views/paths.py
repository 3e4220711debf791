"""A log's paths: every variant with what it covers, every event in time, and where cases left the process."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.kernel.mining import Deviation, NoAutomaton
from minben.kernel.mining.sheets import guarded
from minben.kernel.mining.texts import duration, percent
from minben.platform.design.parts import Bar, Column, Table
from minben.platform.identity.rights import access
from minben.platform.studio import drawing, queries
from minben.platform.studio.views.common import about, chosen, download, language, report_language, studied

PAGE = 20  # variants on a page
SHOWN = 25  # deviations on the page; the file has all
CSV, SVG = "text/csv; charset=utf-8", "image/svg+xml"


@access("process", "study")
@studied
def variants(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002 - the address's word
    """Every path that cases take, the commonest first, with how many cases it and those before it cover."""
    source = chosen(request, kind, id)
    rows = queries.paths(source, language(request))
    step = request.GET.get("step", "")
    shown = [row for row in rows if not step or step in row.trace]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    speaks = report_language(request)
    context = {
        **about(source, "variants"),
        "page": page,
        "rows": [
            (row, percent(row.share), percent(row.cumulated), duration(row.median, speaks)) for row in page
        ],
        "steps": sorted({name for row in rows for name in row.trace}),
        "step": step,
        "total": len(rows),
        "cases": sum(row.count for row in shown),
        "covered": percent(sum(row.share for row in shown)),
        "bars": _coverage(rows),
    }
    return render(request, "studio/variants.html", context)


def _coverage(rows: list[queries.Path]) -> list[Bar]:
    """What share of the cases the commonest 1, 2, 5, 10 … paths cover."""
    counts = [count for count in (1, 2, 5, 10, 20, 50, 100) if count < len(rows)] + [len(rows)]
    return [
        Bar(
            _("%(count)s paths") % {"count": count},
            100 * rows[count - 1].cumulated,
            percent(rows[count - 1].cumulated),
        )
        for count in counts
        if rows
    ]


@access("process", "study")
@studied
def dots(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    """Every event in time: when work comes in, lies, and is done in heaps."""
    source = chosen(request, kind, id)
    found = _dotted(request, kind, id)
    months = queries.months(source)
    heads = [Column(_("Month")), Column(_("Cases begun"), numeric=True), Column(_("Events"), numeric=True)]
    context = {
        **about(source, "dots"),
        "dots": found,
        "svg": mark_safe(found.svg),  # noqa: S308 - drawn here, every text escaped
        "marks": [(mark, mark_safe(mark.svg)) for mark in found.marks],  # noqa: S308
        "months": Table(_("The same by month"), heads, [list(row) for row in months]),
    }
    return render(request, "studio/dots.html", context)


def _dotted(request: HttpRequest, kind: str, id: str) -> drawing.Dots:  # noqa: A002
    thin = queries.thinned(chosen(request, kind, id), language(request))
    return drawing.dotted(thin, _("Every event in time, a row for each case"), _("other steps"))


@access("process", "study")
@studied
def deviations(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    """Where cases left the process: the deployed one of a service, else the one found in the log."""
    source = chosen(request, kind, id)
    context: dict[str, Any] = {**about(source, "deviations")}
    try:
        found = queries.deviations(source, language(request))
    except NoAutomaton as error:
        context["impossible"] = str(error)
        return render(request, "studio/deviations.html", context)
    heads = [
        Column(_("What happened otherwise")),
        Column(_("Cases"), numeric=True),
        Column(_("Share"), numeric=True),
    ]
    rows = [[said(row), row.cases, percent(row.share), ", ".join(row.examples)] for row in found.rows[:SHOWN]]
    table = Table(_("Deviations, the commonest first"), [*heads, Column(_("For instance"))], rows)
    context |= {
        "deployed": queries.is_deployed(source),
        "found": found,
        "share": percent(found.conforming / found.cases if found.cases else 1.0),
        "table": table if rows else None,
        "rest": max(len(found.rows) - SHOWN, 0),
        "bars": [Bar(said(row), row.cases, str(row.cases)) for row in found.rows[:10]],
    }
    return render(request, "studio/deviations.html", context)


def said(row: Deviation) -> str:
    """One deviation in words."""
    texts = {
        "late": _("“%(step)s” was recorded only after “%(other)s”."),
        "early": _("“%(step)s” was recorded already before “%(other)s”."),
        "left_out": _("“%(step)s” was left out."),
        "again": _("“%(step)s” was done again, more often than the process has it."),
        "added": _("“%(step)s” was done where the process does not have it."),
        "unknown": _("“%(step)s” is no step of the process."),
    }
    if row.kind == "left_out" and row.other:
        texts["left_out"] = _("“%(step)s” was left out before “%(other)s”.")
    if row.kind == "added" and row.other:
        texts["added"] = _("“%(step)s” was done after “%(other)s”, where the process does not have it.")
    return texts[row.kind] % {"step": row.activity, "other": row.other}


@access("process", "study")
@studied
def taken(request: HttpRequest, kind: str, id: str, key: str) -> HttpResponse:  # noqa: A002
    """What stands behind these pages, to take away: `variants.csv`, `deviations.csv`, `dots.svg`, `waiting.svg`."""
    source, code = chosen(request, kind, id), language(request)
    if key == "dots.svg":
        return download(_dotted(request, kind, id).svg.encode(), SVG, f"{id}-dots.svg")
    if key == "waiting.svg":
        return download(_waiting(request, kind, id).encode(), SVG, f"{id}-waiting.svg")
    if key == "variants.csv":
        rows = [row.plain() for row in queries.paths(source, code)]
        return download(_sheet(rows), CSV, f"{id}-{key}")
    if key == "deviations.csv":
        try:
            found = queries.deviations(source, code).rows
        except NoAutomaton:
            raise Http404 from None
        return download(_sheet(_plain(row) for row in found), CSV, f"{id}-{key}")
    raise Http404


def _plain(row: Deviation) -> dict[str, object]:
    told = {"kind": row.kind, "step": row.activity, "other": row.other, "sentence": said(row)}
    return {**told, "cases": row.cases, "share": row.share, "examples": "; ".join(row.examples)}


def _waiting(request: HttpRequest, kind: str, id: str) -> str:  # noqa: A002
    """Where time goes, as bars."""
    analysis, speaks = (
        queries.mined(chosen(request, kind, id), language(request)).analysis,
        report_language(request),
    )
    rows = [
        (row["activity"], row["total"], duration(row["total"], speaks))
        for row in analysis["waiting"]["activities"]
    ]
    return drawing.bars(rows, _("Time that passes before each step, in total"))


def _sheet(rows: Iterable[Mapping[str, object]]) -> bytes:
    found = list(rows)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(found[0]) if found else [], lineterminator="\n")
    if found:
        writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in found)
    return stream.getvalue().encode("utf-8-sig")
