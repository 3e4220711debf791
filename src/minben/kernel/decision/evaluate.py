"""Evaluating decisions and saying why: the outcome, the rows that held, the facts they read, the articles they cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minben.kernel.decision.model import Decision, DecisionService, Element, Knowledge, Model
from minben.kernel.decision.program import Compiled, Compiler, broken, required_names
from minben.kernel.decision.table import Hit
from minben.kernel.feel import Function, Value, from_python, to_json
from minben.kernel.feel.expression import clock
from minben.kernel.feel.scope import DEFAULT_STEPS, Run, Scope
from minben.kernel.feel.temporal import DateTime
from minben.kernel.finding import Finding


@dataclass(frozen=True)
class Outcome:
    """A decision's value and the tables that led to it, in the order in which they were evaluated."""

    value: Value
    trace: tuple[Hit, ...]


def evaluate(
    model: Model,
    decision: str,
    facts: Mapping[str, object],
    *,
    now: DateTime | None = None,
    steps: int = DEFAULT_STEPS,
) -> Outcome:
    """Evaluate a decision (by id or name) over facts, Python or FEEL values by the inputs' names.

    KeyError when the model has no such decision; FeelLimit when it needs more than `steps`. Errors of meaning give
    null, as the standard says (DMN 1.5, 10.3.2.13).
    """
    wanted = model.decisions[decision]
    evaluation = _Evaluation(model, {key: from_python(value) for key, value in facts.items()}, now, steps)
    return Outcome(
        evaluation.decide(wanted), tuple(hit for hit in evaluation.base.run.trail if isinstance(hit, Hit))
    )


class _Evaluation:
    """One evaluation: each decision is worked out at most once."""

    def __init__(self, model: Model, facts: Mapping[str, Value], now: DateTime | None, steps: int) -> None:
        self.model, self.facts = model, facts
        self.done: dict[str, Value] = {}
        self.base = Scope(clock(now), None, Run(steps))

    def decide(self, decision: Decision) -> Value:
        if decision.id not in self.done:
            compiled = _compiled(self.model, decision)
            names = {need.name: self._value(need) for need in compiled.needs}
            self.done[decision.id] = compiled.code(self.base.inner(names))
        return self.done[decision.id]

    def _value(self, element: Element) -> Value:
        if isinstance(element, Decision):
            return self.decide(element)
        if isinstance(element, Knowledge):
            return self._function(element)
        if isinstance(element, DecisionService):
            return None
        return self.facts.get(element.name)

    def _function(self, knowledge: Knowledge) -> Value:
        """A business knowledge model as a function; it sees the models it requires, and itself."""
        names: dict[str, Value] = {}
        for arrow in knowledge.requires:
            required = self.model.element(arrow.target)
            if required is not None:
                names[required.name] = self._value(required)
        key = f"function {knowledge.id}"
        if key not in self.model.compiled:
            compiler = Compiler(self.model)
            compiler.place = knowledge.name
            self.model.compiled[key] = compiler.function(
                knowledge.logic, required_names(self.model, knowledge), knowledge.name
            )
        made = self.model.compiled[key](self.base.inner(names))
        names[knowledge.name] = made
        return self.model.compiled[key](self.base.inner(names)) if isinstance(made, Function) else None


def _compiled(model: Model, decision: Decision) -> Compiled:
    """The decision's code, made once a model."""
    if decision.id not in model.compiled:
        model.compiled[decision.id] = Compiler(model).decision(decision)
    return model.compiled[decision.id]


def check(model: Model) -> list[Finding]:
    """What is wrong: names nobody knows (with suggestions), what does not compile, decisions that need themselves."""
    return broken(model)


def trace_json(trace: tuple[Hit, ...]) -> list[dict[str, Any]]:
    """The explanation as JSON: decision, what it read, and each matched row with its annotations."""
    return [
        {
            "decision": hit.decision,
            "read": {label: to_json(value) for label, value in hit.read.items()},
            "rows": [{"id": rule.id, "notes": dict(rule.annotations)} for rule in hit.matched],
        }
        for hit in trace
    ]
