"""What rests on what in a place, so that a change is followed to everything it touches (R7).

Serves whoever changes a law, a register, an element or a rule, and asks first which items, forms and steps follow.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from minben.kernel.decision import Decision
from minben.kernel.decision import Model as Rules
from minben.kernel.finding import Finding, InputError
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.model import Item, Law, Place, Service

KINDS = (
    "law",
    "article",
    "unit",
    "register",
    "element",
    "decision",
    "item",
    "step",
    "page",
    "service",
    "reform",
    "card",
)
BASIS = "basis"


@dataclass(frozen=True, order=True)
class Thing:
    """One part of a place. `id` of an article is `law number`; what lies in a service is `service/id`."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True)
class Dependency:
    """`user` rests on `used`; `how` is a key: answers, applies, asks, belongs, calls, carries, cites, decides, does,
    identifies, keeps, needs, prints, requires, watches.
    """

    user: Thing
    used: Thing
    how: str


@dataclass(frozen=True)
class Touched:
    """What a change reaches; `chain` are the dependencies on the way, the one on what changes first."""

    thing: Thing
    chain: tuple[Dependency, ...]


def dependencies(place: Place) -> tuple[Dependency, ...]:
    """Every dependency of the place, each once, in a fixed order."""
    found = [*_common(place)]
    for service in place.services.values():
        found += _service(service, place)
    cited = {each.used for each in found if each.used.kind == "article"}
    found += [Dependency(one, Thing("law", one.id.partition(" ")[0]), "belongs") for one in sorted(cited)]
    return tuple(dict.fromkeys(found))


def impact(place: Place, changed: Iterable[Thing]) -> tuple[Touched, ...]:
    """Everything that rests on what changes, nearest first, each with its shortest chain.

    InputError, naming the nearest, when the place has no such thing.
    """
    known = things(place)
    begun = list(changed)
    for one in begun:
        if one not in known:
            near = suggest(one.id, {each.id: None for each in known if each.kind == one.kind})
            raise InputError([Finding("", 0, one.id, f"{place.id} has no {one}.", near)])
    users: dict[Thing, list[Dependency]] = {}
    for each in dependencies(place):
        users.setdefault(each.used, []).append(each)
    return tuple(_reached(begun, users))


def _reached(begun: list[Thing], users: Mapping[Thing, list[Dependency]]) -> Iterator[Touched]:
    seen, todo = set(begun), deque(Touched(one, ()) for one in begun)
    while todo:
        here = todo.popleft()
        for each in users.get(here.thing, ()):
            if each.user not in seen:
                seen.add(each.user)
                todo.append(Touched(each.user, (*here.chain, each)))
                yield todo[-1]


def things(place: Place) -> Mapping[Thing, object]:
    """Every part with the value that says whether it is the same as in another version of the place."""
    found: dict[Thing, object] = {Thing("law", name): law for name, law in place.laws.items()}
    found |= {Thing("unit", unit.id): unit for unit in place.units}
    found |= {
        Thing("register", one.id): (one.owner, one.sharing, dict(one.fields))
        for one in place.registers.values()
    }
    found |= {Thing("element", name): element for name, element in place.elements.items()}
    found |= {Thing("card", rule.id): rule for rule in place.supervision.rules}
    for service in place.services.values():
        found |= dict(_parts(service))
    articles = {each.used for each in dependencies(place) if each.used.kind == "article"}
    return found | dict.fromkeys(articles)


def changes(old: Place, new: Place) -> tuple[Thing, ...]:
    """The parts that are new, gone or different; what only rests on them is not among them (see `impact`)."""
    before, after = things(old), things(new)
    every = dict.fromkeys([*before, *after])
    return tuple(one for one in every if (one in before) != (one in after) or before[one] != after[one])


def between_versions(old: Place, new: Place) -> tuple[tuple[Thing, ...], tuple[Touched, ...]]:
    """What differs, and what it touches: in the new version, and what rested in the old one on what is gone."""
    differ = changes(old, new)
    after = things(new)
    reached = impact(new, [one for one in differ if one in after])
    lost = impact(old, [one for one in differ if one not in after])
    seen = {each.thing for each in reached} | set(differ)
    return differ, (*reached, *(each for each in lost if each.thing not in seen))


def _parts(service: Service) -> Iterator[tuple[Thing, object]]:
    yield Thing("service", service.id), (service.status, service.lead, service.audience, service.joint_limit)
    yield from ((_in(service, "item", item.id), item) for item in service.items)
    yield from ((_in(service, "page", page.id), page) for page in service.form)
    yield from ((_in(service, "reform", one.id), one) for one in service.reforms)
    yield from ((_in(service, "step", node.id), node) for node in service.nodes() if node.options)
    for decision in _decisions(service):
        versions = [law.decisions.get(decision) for law in service.laws]
        yield _in(service, "decision", decision), [tuple(texts_in(one)) for one in versions]


def _in(service: Service, kind: str, id: str) -> Thing:  # noqa: A002 - the pack's own word
    return Thing(kind, f"{service.id}/{id}")


def _decisions(service: Service) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for law in service.laws for name in law.decisions))


def _common(place: Place) -> Iterator[Dependency]:
    """Registers, elements and cards."""
    for register in place.registers.values():
        one = Thing("register", register.id)
        yield Dependency(one, Thing("unit", register.owner), "keeps")
        yield from _cites(one, register.basis)
    for source in place.sources:
        register = Thing("register", source.register)
        for element in source.gives:
            given = Thing("element", element)
            yield Dependency(given, register, "answers")
            yield from (Dependency(given, Thing("element", key), "identifies") for key in source.key)
    for rule in place.supervision.rules:
        card = Thing("card", rule.id)
        yield from _cites(card, rule.basis)


def _cites(user: Thing, *bases: Law | str | None) -> Iterator[Dependency]:
    for basis in bases:
        said = f"{basis.id} {basis.article}" if isinstance(basis, Law) else basis or ""
        for one in (part.strip() for part in said.split(";")):
            if one:
                yield Dependency(user, Thing("article" if " " in one else "law", one), "cites")


def _service(service: Service, place: Place) -> Iterator[Dependency]:
    whole = Thing("service", service.id)
    yield Dependency(whole, Thing("unit", service.lead), "does")
    for item in service.items:
        yield Dependency(whole, _in(service, "item", item.id), "belongs")
        yield from _item(service, item)
    for page in service.form:
        one = _in(service, "page", page.id)
        yield Dependency(whole, one, "belongs")
        asked = [Thing("element", question.element) for question in page.questions]
        yield from (Dependency(one, element, "asks") for element in asked)
    if service.proactive is not None:
        yield Dependency(whole, Thing("register", service.proactive.register), "needs")
    for law in service.laws:
        yield from _rules(service, law, place)
    yield from _steps(service)
    yield from _reforms(service)


def _item(service: Service, item: Item) -> Iterator[Dependency]:
    one = _in(service, "item", item.id)
    yield Dependency(one, Thing("unit", item.authority), "decides")
    yield from (Dependency(one, Thing("element", name), "needs") for name in item.needs)
    yield from (Dependency(one, Thing("element", name), "prints") for name in item.certificate)
    yield from (Dependency(one, _in(service, "item", other), "requires") for other in item.requires)
    for material in item.materials:
        if material.register:
            yield Dependency(one, Thing("register", material.register), "needs")
    yield from (Dependency(one, Thing("unit", stage.unit), "does") for stage in item.stages)
    limits = (
        value for value in (getattr(item, each.name) for each in fields(item)) if hasattr(value, "basis")
    )
    yield from _cites(one, *item.legal_basis, item.tacit_approval, *(limit.basis for limit in limits))
    parts = (*item.materials, *item.fees, *item.stages, *item.remedies)
    yield from _cites(one, *(part.basis for part in parts))


def _rules(service: Service, law: Rules, place: Place) -> Iterator[Dependency]:
    for name, decision in law.decisions.items():
        one = _in(service, "decision", name)
        said = " ".join(texts_in(decision.logic))
        names = {word for word in re.findall(r"[\w.]+", said) if word in place.elements}
        yield from (Dependency(one, Thing("element", word), "applies") for word in sorted(names))
        yield from _required(service, law, decision, one)
        for rule in getattr(decision.logic, "rules", ()):
            yield from _cites(one, rule.annotations.get(BASIS, ""))


def _required(service: Service, law: Rules, decision: Decision, one: Thing) -> Iterator[Dependency]:
    by_id = {each.id: name for name, each in law.decisions.items()}
    for arrow in decision.requires:
        if arrow.kind == "decision" and arrow.target in by_id:
            yield Dependency(one, _in(service, "decision", by_id[arrow.target]), "requires")


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, such as the logic of a decision, however deep; numbers and lines are left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_in(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_in(getattr(value, each.name))


def _steps(service: Service) -> Iterator[Dependency]:
    for node in service.nodes():
        if not node.options:
            continue
        one = _in(service, "step", node.id)
        yield Dependency(Thing("service", service.id), one, "belongs")
        if node.lane:
            yield Dependency(one, Thing("unit", node.lane), "does")
        if item := node.options.get("item"):
            yield Dependency(one, _in(service, "item", item), "carries")
        if decision := node.options.get("decision"):
            yield Dependency(one, _in(service, "decision", decision), "calls")


def _reforms(service: Service) -> Iterator[Dependency]:
    for reform in service.reforms:
        one = _in(service, "reform", reform.id)
        yield from (Dependency(one, Thing("unit", each.unit), "changes") for each in reform.affected)
        items = {promise.item for promise in reform.promises if promise.item}
        yield from (Dependency(one, _in(service, "item", item), "changes") for item in sorted(items))
        yield from _cites(one, reform.basis)
