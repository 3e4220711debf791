"""What the studio's pages share: the chosen log, its name, the ways between its pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.kernel.mining.texts import Language
from minben.platform.catalogue.queries import place_locale
from minben.platform.design.parts import Link, Tab
from minben.platform.journal.actor import Actor
from minben.platform.studio import queries
from minben.platform.studio.queries import Source
from minben.platform.studio.refusals import in_words

REFRESH = 3  # seconds after which a page that waits shows itself again, without JavaScript


def studied(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that reads what the worker keeps of a log; until that is there, it says how far the worker is."""

    @functools.wraps(view)
    def patient(request: HttpRequest, kind: str, id: str, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: A002
        try:
            return view(request, kind, id, *args, **kwargs)
        except queries.Waiting as waiting:
            return _waiting(request, waiting)

    return patient


def _waiting(request: HttpRequest, found: queries.Waiting) -> HttpResponse:
    context = {
        **about(found.source, ""),
        "share": round(100 * found.share),
        "begun": found.begun,
        "trouble": in_words(found.trouble) if found.trouble else "",
    }
    answer = render(request, "studio/waiting.html", context, status=202)
    if not found.trouble:
        answer["Refresh"] = str(REFRESH)
    answer["Cache-Control"] = "no-store"
    return answer


def actor(request: HttpRequest) -> Actor:
    """Who acts; the access rule has refused everybody else."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def language(request: HttpRequest) -> str:
    """The page's language code."""
    return request.LANGUAGE_CODE  # type: ignore[attr-defined,no-any-return]


def report_language(request: HttpRequest) -> Language:
    """The language of the kernel's reports."""
    return place_locale(language(request))  # type: ignore[return-value]


def everything() -> str:
    """The name of the log of all services."""
    return _("All services")


def chosen(request: HttpRequest, kind: str, id: str) -> Source:  # noqa: A002 - the address's word
    """The log of the address; 404 when the tenant has none such."""
    found = queries.source(kind, id, language(request), everything())
    if found is None:
        raise Http404
    return found


def about(source: Source, here: str) -> dict[str, Any]:
    """The frame of a log's page: its name, the way back, the ways to its other pages (`here` is this one's)."""
    pages = {
        "process": _("Process"),
        "variants": _("Paths"),
        "dots": _("Spread over time"),
        "deviations": _("Deviations"),
        "compare": _("Compare"),
        "whatif": _("What if"),
        "log": _("The data"),
    }
    return {
        "source": source,
        "name": source.name,
        "ways": [
            Tab(reverse(f"studio:{page}", args=source.address), text, page == here)
            for page, text in pages.items()
        ],
        "breadcrumbs": [Link(reverse("studio:home"), _("Studio"))],
    }


def download(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to take away."""
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
