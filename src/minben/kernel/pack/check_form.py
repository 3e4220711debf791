"""Rules about the form: each element asked once, only what is needed, and nothing needed left out (R79).

Serves the checker.
"""

from __future__ import annotations

from collections.abc import Iterator

from minben.kernel.finding import Finding
from minben.kernel.pack.check_service import at, expression, unknown
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.facts import SIGNED_IN
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Place, Question, Service

HOME = "form.yaml"


def check_form(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about form.yaml and about what items need."""
    yield from _once(service, loaded)
    yield from _known(service, place, loaded)
    yield from _reachable(service, place, loaded)
    yield from _conditions(service, place, loaded)
    yield from _certificates(service, place, loaded)


def questions(service: Service) -> Iterator[tuple[tuple[str, ...], Question]]:
    """Every question with its path in the file, guiding ones first."""
    for guiding in service.guiding:
        yield ("guiding", guiding.element), Question(guiding.element)
    for page in service.form:
        for question in page.questions:
            yield ("pages", page.id, "questions", question.element), question


def _once(service: Service, loaded: Loaded) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, question in questions(service):
        if question.element in seen:
            message = f"{question.element} is asked twice."
            yield at(loaded, path, message, "Ask each element once for all items.", HOME)
        seen.add(question.element)


def _known(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    needed = {name for item in service.items for name in item.needs}
    keys = {name for source in place.sources for name in source.key}
    guiding = {question.element for question in service.guiding}
    for path, question in questions(service):
        if question.element not in place.elements:
            advice = suggest(question.element, place.elements)
            yield at(loaded, path, f"There is no element {question.element}.", advice, HOME)
        elif question.element not in needed | keys | guiding:
            message = f"The form asks {question.element}, which no item needs."
            yield at(
                loaded, path, message, "Drop the question, or say in service.yaml which item needs it.", HOME
            )
    for item in service.items:
        for name in item.needs:
            path = ("items", item.id, "needs")
            yield from unknown(loaded, path, name, place.elements, "element")


def _reachable(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Whatever is needed is known by signing in, asked, or fetched with what is."""
    have = {SIGNED_IN, *(question.element for _, question in questions(service))}
    shared = [source for source in place.sources if source.sharing != "none"]
    while fresh := [source for source in shared if set(source.key) <= have and not set(source.gives) <= have]:
        have.update(*(source.gives for source in fresh))
    for item in service.items:
        for name in item.needs:
            if name not in have and name in place.elements:
                message = f"{item.id} needs {name}, which nobody asks and no register can answer."
                advice = "Ask it in form.yaml, or give a source in elements.yaml."
                yield at(loaded, ("items", item.id, "needs"), message, advice)


def _conditions(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    names = set(place.elements)
    for path, question in questions(service):
        if question.when:
            dated = names | {"application.date"}  # a question may depend on the day whose law holds
            yield from expression(question.when, (*path, "when"), loaded, dated, HOME)
    for item in service.items:
        for material in item.materials:
            if material.required_when:
                path = ("items", item.id, "materials", material.id, "required_when")
                yield from expression(material.required_when, path, loaded, names)


def _certificates(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """What is printed on a result is needed by its item, or comes out of a decision of the process."""
    results = {node.options["result"] for node in service.nodes() if "result" in node.options}
    for item in service.items:
        path = ("items", item.id, "certificate")
        for name in item.certificate:
            if name not in place.elements:
                yield from unknown(loaded, path, name, place.elements, "element")
            elif name not in item.needs and name.partition(".")[0] not in results:
                message = f"The result prints {name}, which the item does not need and no decision gives."
                yield at(loaded, path, message, "Add it to needs, or print something else.")
