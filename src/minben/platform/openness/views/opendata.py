"""Open data: the list of datasets, and their files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from minben.platform.catalogue.queries import services
from minben.platform.design.parts import Column, Link, Table
from minben.platform.identity.queries import locale_name, tenant
from minben.platform.identity.rights import access
from minben.platform.journal.tenancy import current_tenant
from minben.platform.openness import datasets
from minben.platform.openness.datasets import Dataset
from minben.platform.openness.suppression import shown
from minben.platform.openness.views.figures import common
from minben.platform.openness.wording import locale, number

LANGUAGES = ("zh-hant", "zh-hans", "en")


@access("openness", "read")
def data(request: HttpRequest) -> HttpResponse:
    """Each dataset with its owner, licence, date, how it is made, and its files with their digests."""
    language = locale(request)
    named = {one.id: one.say("name", language) for one in services()}
    opened = datasets.opened()
    context = {
        **common(),
        "datasets": [_told(one, named) for one in datasets.datasets()],
        "owner": _owner(language),
        "licence": datasets.LICENCE,
        "cases": number(shown(len(opened.log.cases))),
        "left_out": number(shown(opened.left_out)),
        "nothing": "" if opened.log.cases else _("No case of an earlier month can be published yet."),
        "catalogue": reverse("openness:data_file", args=["catalogue.jsonld"]),
    }
    return render(request, "openness/data.html", context)


def _owner(language: str) -> str:
    row = tenant(current_tenant())
    return locale_name(row.names, language) if row is not None else ""


def words(key: str) -> tuple[str, str]:
    """A dataset's title, and how it is made."""
    return {
        "cases": (
            _("Cases as an event log, anonymised"),
            _(
                "Every act in every case until the end of last month, from the journal, by the rule on this page. "
                "The next edition follows on the first of the month."
            ),
        ),
        "services": (
            _("Services as CPSV-AP"),
            _(
                "All services and items in force, from the published packs, in the European core vocabulary of "
                "public services 3.2. What it has no place for is in an extension, so nothing is lost."
            ),
        ),
        "times": (
            _("Promised and real times"),
            _("The figures of the page of the same name, in codes instead of words."),
        ),
        "satisfaction": (
            _("Satisfaction"),
            _("The figures of the page of the same name, in codes instead of words."),
        ),
        "complaints": (
            _("Complaints"),
            _("The figures of the page of the same name, in codes instead of words."),
        ),
        "cards": (
            _("Cards of supervision"),
            _("The figures of the page of the same name, in codes instead of words."),
        ),
        "reductions": (
            _("What was reduced"),
            _("The figures of the page of the same name, in codes instead of words."),
        ),
        "disclosure": (
            _("Completeness of disclosure"),
            _("One line an item, one column an element: 1 when it is published, 0 when it is missing."),
        ),
        "models": (
            _("Process and rules"),
            _("The very files that the platform executes for this service, byte for byte: BPMN and DMN."),
        ),
        "catalogue": (_("Open data"), _("All datasets as a catalogue for other portals (DCAT-AP).")),
    }[key]


def _told(one: Dataset, named: dict[str, str]) -> dict[str, Any]:
    title, how = words(one.key)
    files = [
        [Link(reverse("openness:data_file", args=[file.name]), file.name), file.digest] for file in one.files
    ]
    name = f"{title} · {named[one.of]}" if one.of else title
    return {
        "files": Table(name, [Column(_("File")), Column(_("SHA-256 digest"))], files, stacks=True),
        "how": how,
        "date": one.date,
    }


@access("openness", "read")
def data_file(request: HttpRequest, name: str) -> HttpResponse:
    """One file of a dataset, or the catalogue of all."""
    if name == "catalogue.jsonld":
        return _download(_catalogue(request), datasets.JSONLD, name)
    found = datasets.file(name)
    if found is None:
        raise Http404
    return _download(found.make(), found.media, name)


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Access-Control-Allow-Origin"] = "*"  # pages of others may fetch what everybody may read
    return answer


def _catalogue(request: HttpRequest) -> bytes:
    """In every language, whatever the reader's."""
    titles: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        with override(language):
            for key in {"catalogue", *(one.key for one in datasets.datasets())}:
                titles.setdefault(key, {})[language] = words(key)[0]
    base = request.build_absolute_uri(reverse("openness:data"))
    publisher = {language: _owner(language) for language in LANGUAGES}
    return datasets.catalogue(titles, lambda name: f"{base}{name}", publisher)
