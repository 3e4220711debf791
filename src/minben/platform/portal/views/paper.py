"""The form on paper: for people who would rather write by hand, and for the counter that takes it in.

The same questions in the same order as on the screen, from the same pack; nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.kernel.pack import Question
from minben.platform.casework.intaking import Form
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Published
from minben.platform.design.parts import Link
from minben.platform.identity.rights import access
from minben.platform.journal.queries import now
from minben.platform.portal import wording
from minben.platform.portal.visit import Visit, locale

BOOLEAN = "boolean"


@dataclass(frozen=True)
class Line:
    """One question on paper: its words, and the choices to tick; without choices there is a line to write on."""

    label: str
    help: str
    choices: tuple[str, ...]
    enclosed: bool  # a file: put in with the form
    maybe: bool  # answered only if it applies


@access("service", "read")
def paper(request: Visit, service: str) -> HttpResponse:
    """The whole form of a service, to be printed."""
    found = catalogue.service(service)
    if found is None:
        raise Http404
    wanted = locale(request)
    form = Form.fresh(found.place, found.service, "", now())
    asked, told = form.registers()
    context = {
        "name": found.say("name", wanted),
        "summary": found.say("summary", wanted),
        "sections": _sections(found, wanted),
        "registers": [wording.register(form, name, fields, wanted) for name, fields in asked.items()],
        "told": [wording.register(form, name, fields, wanted) for name, fields in told.items()],
        "bring": _bring(found, wanted),
        "hall": {key: found.place.texts[wanted].get(key, "") for key in ("hall", "hours", "directions")},
        "version": found.publication.version,
        "breadcrumbs": [
            Link(reverse("portal:home"), _("All services")),
            Link(reverse("portal:guide", args=[service]), found.say("name", wanted)),
        ],
    }
    return render(request, "portal/paper.html", context)


def _sections(found: Published, wanted: str) -> list[tuple[str, list[Line]]]:
    own = [Question("person.id_number"), Question("person.name"), Question("person.phone")]
    sections = [(_("About you"), [_line(found, one, wanted) for one in own])]
    if found.service.guiding:
        guiding = [Question(guide.element) for guide in found.service.guiding]
        sections.append((_("First, a few plain questions"), [_line(found, one, wanted) for one in guiding]))
    for page in found.service.form:
        lines = [_line(found, one, wanted) for one in page.questions]
        sections.append((found.service.say(f"form.{page.id}.title", wanted), lines))
    return sections


def _line(found: Published, question: Question, wanted: str) -> Line:
    names, element = found.place.texts[wanted], found.place.elements[question.element]
    key = f"elements.{element.id}"
    choices = tuple(names[f"{key}.choices.{choice}"] for choice in element.choices)
    if element.type == BOOLEAN:
        choices = (_("Yes"), _("No"))
    maybe = bool(question.when) or not question.required
    return Line(names[f"{key}.label"], names.get(f"{key}.help", ""), choices, element.type == "file", maybe)


def _bring(found: Published, wanted: str) -> list[str]:
    """What a person must bring themselves, each once."""
    return list(
        dict.fromkeys(
            found.say(f"items.{item.id}.materials.{material.id}", wanted)
            for item in found.service.items
            for material in item.materials
            if not material.register
        )
    )
