"""The process as it really runs: the same parts as the report of `minben mine`, and each part to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from minben.kernel.mining import SHEETS, headlines, printable, sections, sheet
from minben.kernel.mining import render as report_page
from minben.kernel.process import write_bpmn
from minben.platform.design import printing
from minben.platform.identity.rights import access
from minben.platform.studio import queries
from minben.platform.studio.views.common import about, chosen, download, language, report_language, studied

ELSEWHERE = {"findings", "suspicions"}  # told at the top, and on the page of the data


@access("process", "study")
@studied
def process(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002 - the address's word
    """What a manager would say, then the picture, then where time goes, paths, hands, limits."""
    source = chosen(request, kind, id)
    found, speaks = queries.mined(source, language(request)), report_language(request)
    parts = sections(found.analysis, found.picture(speaks), speaks)
    context = {
        **about(source, "process"),
        "at": found.at,
        "headlines": [
            {"key": key, "tone": tone, "text": text} for key, tone, text in headlines(found.analysis, speaks)
        ],
        "sections": [
            {
                "key": key,
                "title": title,
                "html": mark_safe(html),  # noqa: S308 - the kernel escapes every text
                "sheet": reverse("studio:sheet", args=[*source.address, key]) if key in SHEETS else "",
            }
            for key, title, html in parts
            if key not in ELSEWHERE
        ],
    }
    return render(request, "studio/process.html", context)


@access("process", "study")
@studied
def table(request: HttpRequest, kind: str, id: str, key: str) -> HttpResponse:  # noqa: A002
    """One part's figures as CSV, unrounded."""
    if key not in SHEETS:
        raise Http404
    found = queries.mined(chosen(request, kind, id), language(request))
    return download(
        sheet(found.analysis, key).encode("utf-8-sig"), "text/csv; charset=utf-8", f"{id}-{key}.csv"
    )


@access("process", "study")
@studied
def picture(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    """The process as a drawing."""
    found = queries.mined(chosen(request, kind, id), language(request))
    return download(found.picture(report_language(request)).encode(), "image/svg+xml", f"{id}.svg")


@access("process", "study")
@studied
def model(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    """The process as BPMN."""
    found = queries.mined(chosen(request, kind, id), language(request))
    return download(write_bpmn(found.process), "application/xml", f"{id}.bpmn")


@access("process", "study")
@studied
def report(request: HttpRequest, kind: str, id: str, ending: str) -> HttpResponse:  # noqa: A002
    """Everything the page says as one file to hand on: a page without anything from elsewhere, or on paper."""
    found, speaks = queries.mined(chosen(request, kind, id), language(request)), report_language(request)
    picture = found.picture(speaks)
    if ending == "html":
        return download(
            report_page(found.analysis, picture, speaks).encode(), "text/html; charset=utf-8", f"{id}.html"
        )
    paper = printing.pdf(printing.REPORT, printable(found.analysis, picture, speaks), found.at)
    return download(paper, "application/pdf", f"{id}.pdf")
