"""Rules about reforms: a need, figures, who is affected and who decides; and the service as the reform would leave it.

Serves the checker. Whether a simulation supports the promise is judged by `redesign`, which can simulate.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import is_date
from minben.kernel.pack.check_service import at
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import BEFORE, Loaded, reader_of
from minben.kernel.pack.model import Assumptions, Place, Promise, Reform, Service
from minben.kernel.pack.reforms import laid_over
from minben.kernel.pack.vocabulary import (
    ABOUT_ITEM,
    AUDIENCES,
    EFFECTS,
    MEASURES,
    OPERATIONS,
    ORIGINS,
    REFORM_STATUSES,
)

Rules = Callable[[Service, Place, Loaded], Iterator[Finding]]
HOME = "simulation.yaml"
SUBSTANCE = {
    "process.bpmn",
    "rules.dmn",
    "service.yaml",
    "form.yaml",
}  # how things are done, decided and asked


def check_reforms(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about what the service's reforms say, and about what its simulation supposes."""
    if service.assumptions is not None:
        yield from _assumptions(service.assumptions, service, place, loaded)
    for reform in service.reforms:
        yield from _words(reform, place, loaded)
        yield from _record(reform, service, loaded)


def check_versions(service: Service, place: Place, loaded: Loaded, rules: Rules) -> Iterator[Finding]:
    """Findings about the other version of each reform. `rules` are those of a service: that version must keep them."""
    for reform in service.reforms:
        yield from _overlay(reform, service, place, loaded, rules)


def _at(loaded: Loaded, reform: Reform, path: tuple[str, ...], message: str, advice: str) -> Finding:
    return at(loaded, path, message, advice, f"reforms/{reform.id}/promise.yaml")


def _words(reform: Reform, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Words of closed lists."""
    events = {key.removeprefix("events.") for key in place.texts["en"] if key.startswith("events.")}
    need = reform.need
    wanted: list[tuple[tuple[str, ...], str, object, str]] = [
        (("status",), reform.status, REFORM_STATUSES, "status of a reform"),
        *((("operations",), one, OPERATIONS, "operation of redesign") for one in reform.operations),
        *((("gains",), one, AUDIENCES, "service object (A.4)") for one in reform.gains),
        *(
            (("affected", one.unit), one.unit, {unit.id for unit in place.units}, "unit")
            for one in reform.affected
        ),
        *((("affected", one.unit, "effect"), one.effect, EFFECTS, "effect") for one in reform.affected),
        (("decision_maker",), reform.decision_maker, {post.id for post in place.posts}, "post"),
        (("basis",), reform.basis.id, place.laws, "law of the place"),
    ]
    if need is not None:
        wanted += [
            (("need", "event"), need.event, events, "life or business event of the place"),
            (("need", "origin"), need.origin, ORIGINS, "origin of a need"),
        ]
    for path, word, known, what in wanted:
        names = dict.fromkeys(sorted(known), True)  # type: ignore[call-overload]
        if word not in names:
            yield _at(loaded, reform, path, f"{word!r} is no {what}.", suggest(word, names))


def _record(reform: Reform, service: Service, loaded: Loaded) -> Iterator[Finding]:
    """What a decision about the reform must rest on (R15, R37, R122, R174)."""
    if reform.need is None:
        message = "The reform begins from no need of citizens or businesses."
        yield _at(loaded, reform, (), message, "Say which event it serves and where people said so (need).")
    for key, value, advice in (
        ("promises", reform.promises, "Say what changes, from what to what."),
        ("gains", reform.gains, "Say who gains (A.4)."),
        ("affected", reform.affected, "Name each unit whose powers, posts or work change."),
        (
            "alternatives",
            reform.alternatives,
            "Say what else was considered, leaving things as they are included.",
        ),
        ("operations", reform.operations, "Name what is done: automate, merge, parallelise, …"),
    ):
        if not value:
            what = {"promises": "promises nothing"}.get(key, f"names no {key}")
            yield _at(loaded, reform, (key,), f"The reform {what}.", advice)
    yield from _dates(reform, loaded)
    for promise in reform.promises:
        yield from _promise(promise, reform, service, loaded)
    if reform.promises and service.assumptions is None:
        message = "The promise cannot be checked: the service says nothing about simulating it."
        yield _at(loaded, reform, ("promises",), message, "Write simulation.yaml beside service.yaml.")


def _dates(reform: Reform, loaded: Loaded) -> Iterator[Finding]:
    window = reform.consultation
    if window is not None and not (
        is_date(window.opens) and is_date(window.until) and window.opens < window.until
    ):
        message = f"{window.opens} to {window.until} is no time in which people can answer."
        yield _at(loaded, reform, ("consultation",), message, "Write two days, the first before the last.")
    if reform.status == "consultation" and (window is None or not reform.questions):
        message = "A draft in consultation asks something until some day."
        yield _at(loaded, reform, ("consultation",), message, "Write consultation and questions.")
    if reform.deployed and not is_date(reform.effective_from):
        message = "A deployed reform says since when it is in force."
        yield _at(loaded, reform, ("effective_from",), message, "Write effective_from: 2026-01-31.")


def _promise(promise: Promise, reform: Reform, service: Service, loaded: Loaded) -> Iterator[Finding]:
    path = ("promises",)
    if promise.measure not in MEASURES:
        advice = suggest(promise.measure, MEASURES)
        yield _at(loaded, reform, path, f"{promise.measure!r} is no measure of a promise.", advice)
        return
    if promise.unit != MEASURES[promise.measure]:
        message = f"{promise.measure} is counted in {MEASURES[promise.measure]}, not in {promise.unit}."
        yield _at(loaded, reform, path, message, f"Write unit: {MEASURES[promise.measure]}.")
    if (promise.measure in ABOUT_ITEM) != bool(promise.item):
        message = f"{promise.measure} is about {'one item' if promise.measure in ABOUT_ITEM else 'no item'}."
        yield _at(loaded, reform, path, message, "Name the item, or leave it out.")
    items = {item.id: True for item in service.items}
    if promise.item and promise.item not in items:
        yield _at(loaded, reform, path, f"There is no item {promise.item}.", suggest(promise.item, items))
    grows = promise.after > promise.before
    if promise.direction not in ("less", "more") or promise.after == promise.before:
        yield _at(
            loaded, reform, path, "A promise goes to less or to more.", "Write direction: less or more."
        )
    elif grows != (promise.direction == "more"):
        message = f"From {promise.before:g} to {promise.after:g} is not {promise.direction}."
        yield _at(loaded, reform, path, message, "Correct the direction or the figures.")


def _overlay(
    reform: Reform, service: Service, place: Place, loaded: Loaded, rules: Rules
) -> Iterator[Finding]:
    """The other version is a valid service; what its unchanged files say is said elsewhere already."""
    if all(service.files.get(name) == content for name, content in reform.files.items()):
        message = "The reform changes nothing: the process would be paved as it is."
        yield _at(loaded, reform, (), message, "Add the changed process.bpmn, rules.dmn or service.yaml.")
        return
    if not any(name in SUBSTANCE or reader_of(name) for name in reform.files):
        message = "The reform is incomplete: only its technique or its words change, no process and no rule."
        yield _at(loaded, reform, (), message, f"Begin with one of {', '.join(sorted(SUBSTANCE))}.")
    with tempfile.TemporaryDirectory() as folder:
        other = laid_over(Path(folder), place, service, reform)
        found = list(other.findings)
        if other.service is not None:
            found = [*rules(other.service, place, other), *_affected(reform, service, other.service, loaded)]
        base = Path(folder) / service.id
        yield from (_moved(one, base, reform, loaded) for one in found if _own(one, base, reform))


def _own(found: Finding, base: Path, reform: Reform) -> bool:
    """Whether the reform has to do with it: said about a file it changes, a case it breaks, or about itself."""
    if not found.file.startswith(str(base)):
        return True
    name = PurePosixPath(found.file).relative_to(base.as_posix()).as_posix()
    return name in reform.files or (name.startswith("cases/") and not reform.deployed)


def _moved(found: Finding, base: Path, reform: Reform, loaded: Loaded) -> Finding:
    """The finding at the file as its author knows it."""
    if not found.file.startswith(str(base)):
        return found
    name = PurePosixPath(found.file).relative_to(base.as_posix()).as_posix()
    if name in reform.files:
        inner = f"{BEFORE}{name}" if reform.deployed else name
        return replace(found, file=loaded.path(f"reforms/{reform.id}/{inner}"))
    message = f"With the reform {reform.id} this case comes out otherwise: {found.message}"
    advice = f"Write reforms/{reform.id}/{name} with what shall come out, or correct the draft."
    return replace(found, file=loaded.path(name), message=message, advice=advice)


def _affected(reform: Reform, service: Service, other: Service, loaded: Loaded) -> Iterator[Finding]:
    """Units whose steps change must be named as affected (R122)."""
    steps: list[set[tuple[str, str, str]]] = [
        {(node.lane, node.id, node.kind) for node in one.process.nodes if node.kind in ("user", "rule")}
        for one in (service, other)
    ]
    told = {one.unit for one in reform.affected}
    for unit in sorted({lane for lane, _, _ in steps[0] ^ steps[1] if lane} - told):
        message = f"Steps of {unit} change, but the reform does not name it as affected."
        yield _at(loaded, reform, ("affected",), message, "Name it with what changes for it.")


def _assumptions(found: Assumptions, service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """simulation.yaml fits the place and the process."""
    nodes = {node.id: node for node in service.process.nodes if node.kind == "user"}
    units: Mapping[str, bool] = {unit.id: True for unit in place.units}
    for name in found.people:
        if name not in units:
            yield at(loaded, ("people", name), f"{name!r} is no unit.", suggest(name, units), HOME)
    for name, node in nodes.items():
        if name not in found.steps:
            message = f"Nothing is said about the step {name}."
            yield at(loaded, ("steps",), message, "Say work, wait and spread.", HOME)
        if found.people.get(node.lane, 0) < 1:
            message = f"Nobody of {node.lane} can do the step {name}."
            yield at(loaded, ("people",), message, "Say how many people can.", HOME)
    for one in found.facts:
        path = ("facts", one.element)
        if one.element not in place.elements:
            advice = suggest(one.element, place.elements)
            yield at(loaded, path, f"There is no element {one.element}.", advice, HOME)
        even = len(one.between) == 2 and one.between[0] < one.between[1]
        shares = bool(one.values) and abs(sum(one.values.values()) - 1) < 0.001
        if even == shares:
            message = "A fact has shares that sum to 1, or two numbers between which it lies."
            yield at(loaded, path, message, "Write values or between.", HOME)
    if found.per_week <= 0:
        yield at(loaded, ("per_week",), "Nobody would ever apply.", "Write a number above 0.", HOME)
