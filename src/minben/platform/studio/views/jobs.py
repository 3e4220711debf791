"""Trying out: simulations and redesigns of a log, done by the worker, shown with how far to trust them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.kernel.redesign import Comparison, sections
from minben.platform.design.parts import Column, Link, Status, Table
from minben.platform.identity.rights import access
from minben.platform.studio import actions, queries
from minben.platform.studio.forms import WhatIfForm
from minben.platform.studio.models import Job
from minben.platform.studio.views.common import (
    REFRESH,
    about,
    actor,
    chosen,
    language,
    report_language,
    studied,
)
from minben.platform.studio.whatif import KINDS, SIMULATE, SIMULATED, compared, unpacked

TOLD = {SIMULATE: ("trust", "today", "limits")}  # a simulation alone proposes nothing


@access("process", "study")
@studied
def whatif(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002 - the address's word
    """Ask for proposals, or only for a simulation of today."""
    source = chosen(request, kind, id)
    form = WhatIfForm(queries.steps(source, language(request)), request.POST or None)
    wish = request.POST.get("kind", "")
    if request.method == "POST" and wish in KINDS and form.is_valid():
        said = form.options() | {"language": language(request)}
        where = {"kind": source.kind, "id": source.id}
        number = actions.ask(actor(request), wish, where, source.name, said, key=request.POST.get("key", ""))
        return redirect("studio:job", number)
    context = {
        **about(source, "whatif"),
        "form": form,
        "key": request.POST.get("key", "") if form.errors else uuid4().hex,
        "jobs": jobs_table(queries.jobs(source)),
    }
    return render(request, "studio/whatif.html", context, status=400 if form.errors else 200)


def jobs_table(found: list[Job]) -> Table | None:
    """Long work with where it stands."""
    if not found:
        return None
    rows = [
        [
            Link(reverse("studio:job", args=[row.number]), titles()[row.kind], row.name),
            row.name,
            row.asked_at,
            _state(row),
        ]
        for row in found
    ]
    columns = [Column(_("Work")), Column(_("Log")), Column(_("Asked for")), Column(_("State"))]
    return Table(_("Work done in the background"), columns, rows)


def titles() -> dict[str, str]:
    """What each kind of work is called."""
    return {"simulate": _("Simulation"), "redesign": _("Proposals")}


def _state(row: Job) -> Status:
    if row.trouble == actions.GIVEN_UP:
        return Status(_("Given up"), "closed")
    if row.trouble:
        return Status(_("Not possible"), "refused")
    if row.done_at:
        return Status(_("Ready to read"), "done")
    return Status(_("%(share)s percent done") % {"share": round(100 * row.progress)}, "going")


def _job(number: int) -> Job:
    found = queries.job(number)
    if found is None:
        raise Http404
    return found


@access("process", "study")
def job(request: HttpRequest, number: int) -> HttpResponse:
    """How far the work is, or what came out."""
    found = _job(number)
    context: dict[str, Any] = {
        "job": found,
        "title": titles()[found.kind],
        "status": _state(found),
        "share": round(100 * found.progress),
        "trouble": _trouble(found),
        "key": uuid4().hex,
        "breadcrumbs": _way_back(request, found),
    }
    if found.done_at and not found.trouble:
        context |= _outcome(request, found)
    answer = render(request, "studio/job.html", context)
    if not found.done_at:
        answer["Refresh"] = str(REFRESH)
    return answer


def _way_back(request: HttpRequest, found: Job) -> list[Link]:
    where = [found.source["kind"], found.source["id"]]
    known = queries.source(*where, language(request), found.name)
    crumbs = [Link(reverse("studio:home"), _("Studio"))]
    return [*crumbs, Link(reverse("studio:whatif", args=where), known.name)] if known else crumbs


def _trouble(found: Job) -> str:
    told = {
        actions.GIVEN_UP: _("Somebody gave this work up before it was done."),
        actions.WORN_OUT: _(
            "The worker was stopped three times while at it. Ask for fewer cases, or ask again."
        ),
    }
    return told.get(found.trouble, found.trouble)


def _outcome(request: HttpRequest, found: Job) -> dict[str, Any]:
    comparison, fidelity = compared(bytes(found.result))
    parts = sections(comparison, report_language(request), fidelity)
    wanted = TOLD.get(found.kind)
    order = {key: at for at, key in enumerate(wanted)} if wanted else {}
    shown = sorted(
        (part for part in parts if not order or part[0] in order), key=lambda p: order.get(p[0], 0)
    )
    return {
        "basis": _basis(comparison),
        "sections": [
            {"key": key, "title": title, "html": mark_safe(html)}  # noqa: S308 - the kernel escapes every text
            for key, title, html in shown
        ],
        "files": sorted(name for name in unpacked(bytes(found.result)) if not name.endswith("scenario.json")),
        "scenarios": sorted(name for name in unpacked(bytes(found.result)) if name.endswith("scenario.json")),
    }


def _basis(comparison: Comparison) -> str:
    return _(
        "Each variant was played %(times)s times with %(cases)s cases and the same luck; seed %(seed)s."
    ) % {
        "times": comparison.replications,
        "cases": comparison.cases,
        "seed": comparison.seed,
    }


@access("process", "study")
def file(_request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One file of a result."""
    found = _job(number)
    files = unpacked(bytes(found.result)) if found.result else {}
    if name not in files:
        raise Http404
    answer = HttpResponse(files[name], content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@access("process", "study")
@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Stop work that is no longer wanted."""
    try:
        actions.give_up(actor(request), number, key=request.POST.get("key", ""))
    except actions.Gone:
        raise Http404 from None
    return redirect("studio:job", number)


@access("process", "study")
@require_POST
def study(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the simulated log beside the real ones: every chart works on a hypothesis too."""
    found = _job(number)
    if not found.result:
        raise Http404
    content = unpacked(bytes(found.result))[SIMULATED]
    name = f"{found.name}-{number}.xes.gz"
    kept = actions.keep_log(actor(request), name, content, {}, key=request.POST.get("key", ""))
    return redirect("studio:process", queries.UPLOAD, kept)
