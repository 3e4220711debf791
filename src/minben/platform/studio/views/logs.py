"""Logs: those of the city's services and those that analysts bring, each with what is suspicious about it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.kernel.eventlog import ways, write_csv, write_xes
from minben.kernel.finding import InputError
from minben.kernel.mining import sections
from minben.kernel.mining.texts import say
from minben.platform.design.parts import Column, Link, Table
from minben.platform.identity.rights import access
from minben.platform.studio import actions, queries
from minben.platform.studio.forms import LogForm
from minben.platform.studio.queries import Source
from minben.platform.studio.views.common import (
    about,
    actor,
    chosen,
    everything,
    language,
    report_language,
    studied,
)
from minben.platform.studio.wording import refusal

FORMATS = {"csv": (write_csv, ".csv", "text/csv"), "xes": (write_xes, ".xes.gz", "application/gzip")}


@access("process", "study")
def home(request: HttpRequest) -> HttpResponse:
    """The logs to choose from, and bringing another."""
    form = LogForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        number = _keep(request, form)
        if number:
            return redirect("studio:log", queries.UPLOAD, number)
    context = {
        "form": form,
        "key": request.POST.get("key", "") if form.errors else uuid4().hex,
        "services": _table(
            _("From the city's own journal"), queries.services(language(request), everything())
        ),
        "uploads": _table(_("Brought by analysts"), queries.uploads()),
    }
    return render(request, "studio/home.html", context, status=400 if form.errors else 200)


def _keep(request: HttpRequest, form: LogForm) -> int:
    """The new log's number, or 0 when the form now says what is wrong with the file."""
    file = form.cleaned_data["file"]
    try:
        content = file.read(settings.MINBEN_UPLOAD_LIMIT + 1)
        return int(
            actions.keep_log(
                actor(request), file.name, content, form.columns(), key=request.POST.get("key", "")
            )
        )
    except InputError as error:
        for finding in error.findings:
            form.add_error("file", refusal(finding))
        return 0


def _table(caption: str, found: list[Source]) -> Table | None:
    if not found:
        return None
    rows = [
        [
            Link(reverse("studio:process", args=one.address), one.name),
            one.cases,
            Link(reverse("studio:log", args=one.address), _("The data"), one.name),
        ]
        for one in found
    ]
    return Table(caption, [Column(_("Log")), Column(_("Cases"), numeric=True), Column(_("More"))], rows)


@access("process", "study")
@studied
def log(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002 - the address's word
    """What a log holds, what is suspicious in it, and taking it away in other formats."""
    source = chosen(request, kind, id)
    found = queries.mined(source, language(request))
    parts = {key: html for key, _title, html in sections(found.analysis, "", report_language(request))}
    context = {
        **about(source, "log"),
        "figures": _figures(found.analysis["log"]),
        "suspicions": mark_safe(parts["suspicions"]),  # noqa: S308 - the kernel escapes every text
        "columns": queries.columns_told(source.upload) if source.upload else {},
        "choices": _choices(request, source, found.analysis),
        "key": uuid4().hex,
    }
    return render(request, "studio/log.html", context)


def _choices(request: HttpRequest, source: Source, analysis: dict[str, Any]) -> list[dict[str, Any]]:
    """For each suspicion about which something can be done: its name, the ways, the one that was chosen."""
    said = queries.choices(source)
    kinds = dict.fromkeys([*said, *(row["kind"] for row in analysis["suspicions"])])
    speaks = report_language(request)
    return [
        {
            "kind": kind,
            "name": say(f"k_{kind}", speaks),
            "ways": [(way, say(f"way_{way}", speaks), said.get(kind, "keep") == way) for way in ways(kind)],
        }
        for kind in kinds
        if ways(kind)
    ]


@access("process", "study")
@require_POST
def choose(request: HttpRequest, kind: str, id: str) -> HttpResponse:  # noqa: A002
    """Say what to do about what is suspicious; every page of the log is then worked out anew."""
    source = chosen(request, kind, id)
    given = {
        name.removeprefix("about-"): way for name, way in request.POST.items() if name.startswith("about-")
    }
    if any(way not in ways(about) for about, way in given.items()):
        raise Http404
    said = {about: way for about, way in given.items() if way != "keep"}
    try:
        left = queries.left_of(source, said)
        actions.choose(actor(request), kind, id, said, left, key=request.POST.get("key", ""))
    except InputError as error:
        messages.error(request, " ".join(refusal(finding) for finding in error.findings))
    else:
        messages.success(request, _("Noted. The figures are worked out anew."))
    return redirect("studio:log", kind, id)


def _figures(told: dict[str, object]) -> list[tuple[str, object]]:
    first, last = str(told["first"])[:10], str(told["last"])[:10]
    return [
        (_("Cases"), told["cases"]),
        (_("Events"), told["events"]),
        (_("Activities"), told["activities"]),
        (_("People"), told["resources"]),
        (_("From"), first),
        (_("To"), last),
    ]


@access("process", "study")
@studied
def export(request: HttpRequest, kind: str, id: str, form: str) -> HttpResponse:  # noqa: A002
    """The log as a file of another format."""
    if form not in FORMATS:
        raise Http404
    source = chosen(request, kind, id)
    write, suffix, media = FORMATS[form]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{suffix}"
        write(queries.events(source, language(request)), path)
        answer = HttpResponse(path.read_bytes(), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{id}{suffix}"'
    return answer


@access("process", "study")
@require_POST
def remove(request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002 - the address's word
    """Take a log away that somebody brought."""
    try:
        actions.remove_log(actor(request), id, key=request.POST.get("key", ""))
    except actions.Gone:
        raise Http404 from None
    messages.success(request, _("The log was removed. The journal still says that it was here."))
    return redirect("studio:home")
