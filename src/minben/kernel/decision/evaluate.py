"""Evaluating a decision over facts, along its requirements, with an account of what was read and which rows matched.

Serves casework, the portal, the command line and whoever must justify a decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from minben.kernel.decision.items import type_named, typed
from minben.kernel.decision.model import Decision, DecisionService, InputData, Knowledge, Model
from minben.kernel.decision.program import unit
from minben.kernel.decision.table import Hit
from minben.kernel.feel import DateTime, Function, TypeSpec, Value, from_python, to_json
from minben.kernel.feel.compiler import Code, closure
from minben.kernel.feel.errors import suggestion
from minben.kernel.feel.expression import clock
from minben.kernel.feel.scope import DEFAULT_STEPS, Run, Scope
from minben.kernel.feel.types import ANY, PLAIN, fit


class Outcome(NamedTuple):
    """A decision's value (FEEL's; `to_json` makes it JSON), and the tables that led to it, in order of evaluation.

    `inputs` are the facts that were read, `missing` those that were wanted but not given, `notes` the reasons why
    something became null.
    """

    value: Value
    trace: tuple[Hit, ...]
    decision: str = ""
    inputs: Mapping[str, Value] = MappingProxyType({})
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Session:
    """One evaluation of one model over one set of facts. Values are remembered by id."""

    model: Model
    facts: Mapping[str, Value]
    run: Run
    root: Scope
    known: dict[str, Value] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    inputs: dict[str, Value] = field(default_factory=dict)
    others: dict[str, Session] = field(default_factory=dict)

    def value(self, target: str) -> Value:
        """The value of whatever has this id."""
        if target not in self.known:
            fact = self.model.inputs.get(target)
            self.known[target] = self.made(target) if fact is None else self.read(fact)
        return self.known[target]

    def made(self, target: str) -> Value:
        """The value of something that is no fact of this model."""
        found = self.model.imported(target) if self.model.imports else None
        return (
            self.find(target) if found is None else self.abroad(found.model).value(target.rpartition("#")[2])
        )

    def abroad(self, model: Model) -> Session:
        """The same evaluation within an imported model; made once for each."""
        if model.namespace not in self.others:
            self.others[model.namespace] = Session(
                model, self.facts, self.run, self.root, {}, set(), self.missing, self.inputs, self.others
            )
        return self.others[model.namespace]

    def find(self, target: str) -> Value:
        """Evaluate the element; a circle of requirements gives null."""
        element = self.model.element(target)
        if isinstance(element, InputData):
            return self.read(element)
        if element is None:
            self.run.note(f"{target!r} does not exist.")
            return None
        if target in self.busy:
            self.run.note(f"{element.name!r} requires itself.")
            return None
        self.busy.add(target)
        try:
            return self.build(element)
        finally:
            self.busy.discard(target)

    def build(self, element: Decision | Knowledge | DecisionService) -> Value:
        """A decision's value, or the function of a knowledge model or service."""
        if isinstance(element, DecisionService):
            return self.service(element)
        if isinstance(element, Decision) and element.logic is None:
            return self.given(element)
        return self.function(element) if isinstance(element, Knowledge) else self.decide(element)

    def read(self, element: InputData) -> Value:
        """A fact, fitted to its type."""
        spec, qualified = self.model.compiled.get(f"fact {element.id}") or self.expected(element)
        key = qualified if qualified in self.facts else element.name
        if key not in self.facts:
            self.missing.append(element.name)
            return None
        given = self.facts[key]
        plain = spec.allowed is None and PLAIN.get(type(given)) == spec.kind
        value = given if plain else fit(typed(given, spec), spec)
        if value is None and given is not None:
            self.run.note(f"The fact {element.name!r} is not of the type {element.type}.")
        self.inputs[element.name] = value
        return value

    def expected(self, element: InputData) -> tuple[TypeSpec, str]:
        """The type of a fact, and its name beside facts of imported models; kept with the model."""
        spec = type_named(element.type, self.model.types) or ANY
        found = self.model.compiled[f"fact {element.id}"] = (spec, f"{self.model.namespace}#{element.name}")
        return found

    def given(self, element: Decision) -> Value:
        """A decision without logic takes its value from the facts, if they have one (someone else decided it)."""
        spec = type_named(element.type, self.model.types) or ANY
        return fit(typed(self.facts.get(element.name), spec), spec)

    def decide(self, element: Decision) -> Value:
        """The value of a decision's logic, fitted to its type."""
        compiled = unit(self.model, element)
        return self.run.built(fit(compiled.code(self.root.inner(self.names(element))), compiled.spec))

    def names(self, element: Decision | Knowledge) -> dict[str, Value]:
        """What the element's arrows bring into scope."""
        names: dict[str, Value] = {}
        arrows = self.model.compiled.get(f"arrows {type(element).__name__} {element.id}")
        for target, name, imported in self.arrows(element) if arrows is None else arrows:
            place = names.setdefault(imported, {}) if imported else names
            place[name] = self.value(target)
        return names

    def arrows(self, element: Decision | Knowledge) -> list[tuple[str, str, str]]:
        """What the element requires: id, name, and the name of the import it belongs to or ""; kept with the model."""
        required = [(one.target, self.model.element(one.target)) for one in element.requires]
        imports = {target: self.model.imported(target) for target, _ in required}
        arrows = [
            (target, each.name, found.name if (found := imports[target]) else "")
            for target, each in required
            if each is not None
        ]
        self.model.compiled[f"arrows {type(element).__name__} {element.id}"] = arrows
        return arrows

    def function(self, element: Knowledge) -> Value:
        """A knowledge model as a function that may call itself."""
        compiled = unit(self.model, element)
        names = self.names(element)
        made = compiled.code(self.root.inner(names))
        if not isinstance(made, Function):
            return None
        result = returned(compiled.spec)
        function = Function(
            element.name,
            made.parameters,
            lambda arguments: fit(made.apply(arguments), result),
            lambda arguments: fit(made.bind(arguments), result),
            (*made.signature[:-1], made.signature[-1] if result.kind == "any" else result),
        )
        names[element.name] = function
        return function

    def service(self, element: DecisionService) -> Value:
        """A decision service as a function: first its input data, then its input decisions.

        What it takes from an imported model is named with the import's name (10.4), or without it.
        """
        targets = (*element.inputs, *element.input_decisions)
        names = tuple(self.model.known_as(target) or target for target in targets)
        spec = returned(type_named(element.type, self.model.types) or ANY)
        body = self.service_body(element, targets, names, spec)
        specs = [self.spec_of(target) for target in targets]
        made = closure(element.name, names, specs, body, self.root, None if spec.kind == "any" else spec)
        known = {self.name_of(target): name for target, name in zip(targets, names, strict=True)}

        def bind(given: Mapping[str, Value]) -> Value:
            return made.bind({known.get(name, name): value for name, value in given.items()})

        return replace(made, bind=bind)

    def spec_of(self, target: str) -> TypeSpec | None:
        """The type of the element with this id, in the words of the model that it belongs to."""
        found, element = self.model.imported(target), self.model.element(target)
        return type_named(element.type, (found.model if found else self.model).types) if element else None

    def service_body(
        self, element: DecisionService, targets: Sequence[str], names: Sequence[str], spec: TypeSpec
    ) -> Code:
        """The code of a service: its output decisions over given values."""

        def body(scope: Scope) -> Value:
            given = {target: scope.names[name] for target, name in zip(targets, names, strict=True)}
            inner = Session(self.model, self.facts, self.run, self.root, given)
            for target, value in given.items():
                found = self.model.imported(target)
                if found is not None:
                    inner.abroad(found.model).known[target.rpartition("#")[2]] = value
            values = {self.name_of(target): inner.value(target) for target in element.outputs}
            return fit(next(iter(values.values())) if len(values) == 1 else values, spec)

        return body

    def name_of(self, target: str) -> str:
        """The name of the element with this id."""
        element = self.model.element(target)
        return element.name if element else target


def returned(spec: TypeSpec) -> TypeSpec:
    """The type of an invocable's result: its variable may be typed as the function itself (DMN 1.3 and later)."""
    return (
        spec.parts[-1] if spec.kind == "function" and spec.parts else ANY if spec.kind == "function" else spec
    )


def session(
    model: Model, facts: Mapping[str, object], now: DateTime | None = None, steps: int = DEFAULT_STEPS
) -> Session:
    """A fresh evaluation over facts (Python, JSON or FEEL values)."""
    run = Run(steps)
    values = {name: from_python(value) for name, value in facts.items()}
    return Session(model, values, run, Scope(clock(now), None, run))


def evaluate(
    model: Model,
    decision: str,
    facts: Mapping[str, object],
    *,
    now: DateTime | None = None,
    steps: int = DEFAULT_STEPS,
) -> Outcome:
    """Make the decision with this id or name over the facts, keyed by the inputs' names.

    Where imported models have inputs of one name, `namespace#name` tells them apart.
    Texts in facts become dates, times and durations where the input's type says so. `now` answers `now()` and
    `today()`. KeyError when the model has no such decision; FeelLimit when more than `steps` steps are needed.
    """
    chosen = find(model, decision)
    state = session(model, facts, now, steps)
    value = state.value(chosen.id)
    run = state.run
    trail = tuple([hit for hit in run.trail if isinstance(hit, Hit)])
    return Outcome(value, trail, chosen.name, state.inputs, tuple(state.missing), tuple(run.notes))


def trace_json(trace: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """The explanation as JSON: decision, what it read, and each matched row with its annotations."""
    return [
        {
            "decision": hit.decision,
            "read": {label: to_json(value) for label, value in hit.read.items()},
            "rows": [{"id": rule.id, "notes": dict(rule.annotations)} for rule in hit.matched],
            **({"note": hit.note} if hit.note else {}),
        }
        for hit in trace
    ]


def find(model: Model, decision: str) -> Decision:
    """The decision with this id or name; KeyError with a suggestion when there is none."""
    if decision not in model.decisions:
        raise KeyError(f"There is no decision {decision!r}. {suggestion(decision, model.decisions)}".strip())
    return model.decisions[decision]
