"""A DMN model made ready to run: every expression compiled once, decisions evaluated in the order they need each other.

Serves casework's rule tasks, worked cases and the command line. DMN 1.5: 6.3 (requirements), 7.3 (boxed expressions),
8.2 (decision tables). Boxed filters and iterators are refused by name for now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from minben.kernel.decision.model import (
    Conditional,
    Decision,
    Element,
    Entries,
    FunctionLogic,
    Invocation,
    Iteration,
    Knowledge,
    Listing,
    Literal,
    Logic,
    Model,
    Relation,
    Selection,
    Table,
)
from minben.kernel.decision.table import compile_table
from minben.kernel.feel import FeelError, Function, Value, parse
from minben.kernel.feel.compiler import Code
from minben.kernel.feel.scope import Scope
from minben.kernel.finding import Finding

Names = tuple[str, ...]


@dataclass
class Compiled:
    """One decision ready to run, and what it needs."""

    decision: Decision
    code: Code
    needs: tuple[Element, ...]


class Compiler:
    """Compiles the logic of one model; what does not compile becomes findings, not exceptions."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.findings: list[Finding] = []
        self.place = ""

    # --- elements ---

    def decision(self, decision: Decision) -> Compiled:
        """Compile a decision with the names that its requirements bring into scope."""
        needs = tuple(
            required for arrow in decision.requires if (required := self.model.element(arrow.target))
        )
        names = tuple(element.name for element in needs)
        self.place = decision.name
        self._dangling(decision)
        code = self.logic(decision.logic, names) if decision.logic is not None else _null
        return Compiled(decision, code, needs)

    def function(self, logic: FunctionLogic, names: Names, name: str) -> Code:
        """A boxed function: a value that calls its body with its parameters bound in the scope of its making."""
        if logic.kind not in ("FEEL", ""):
            self.refuse(logic.line, f"A function of kind {logic.kind} is not supported.", "Write it in FEEL.")
            return _null
        parameters = tuple(parameter for parameter, _ in logic.parameters)
        body = self.logic(logic.body, (*names, *parameters))

        def make(scope: Scope) -> Value:
            def bind(named: Mapping[str, Value]) -> Value:
                if set(named) - set(parameters):
                    return None
                scope.run.tick()
                return body(scope.inner({name: named.get(name) for name in parameters}))

            def apply(arguments: Sequence[Value]) -> Value:
                given = dict(zip(parameters, arguments, strict=False))
                return bind(given) if len(arguments) == len(parameters) else None

            return Function(name, parameters, apply, bind)

        return make

    # --- boxed expressions ---

    def logic(self, logic: Logic, names: Names) -> Code:
        """The code of any boxed expression."""
        match logic:
            case Literal():
                return self.expression(logic.text, names, logic.line)
            case Table():
                return compile_table(self, logic, names)
            case Entries():
                return self._context(logic, names)
            case Invocation():
                return self._invocation(logic, names)
            case FunctionLogic():
                return self.function(logic, names, self.place)
            case Listing():
                return self._list([self.logic(item, names) for item in logic.items])
            case Relation():
                return self._relation(logic, names)
            case Conditional():
                return self._conditional(logic, names)
            case Iteration() | Selection():
                kind = "filter" if isinstance(logic, Selection) else "iterator"
                self.refuse(
                    logic.line, f"The boxed {kind} is not supported.", "Write it as a FEEL expression."
                )
                return _null

    def expression(self, text: str, names: Iterable[str], line: int) -> Code:
        """Compiled FEEL; an empty text is null."""
        if not text.strip():
            return _null
        try:
            read = parse(text, names=[*names, " "], members=self.model.members, types=self.model.types)
            return read.code
        except FeelError as error:
            self.refuse(line, f"{error.message} In: {text.strip()}", error.advice)
            return _null

    def _context(self, logic: Entries, names: Names) -> Code:
        parts: list[tuple[str, Code]] = []
        for entry in logic.entries:
            parts.append((entry.name, self.logic(entry.logic, names)))
            names = (*names, entry.name) if entry.name else names

        def evaluate(scope: Scope) -> Value:
            made: dict[str, Value] = {}
            for name, code in parts:
                value = code(scope.inner(made))
                if not name:
                    return value
                made = {**made, name: value}
            return made

        return evaluate

    def _invocation(self, logic: Invocation, names: Names) -> Code:
        callee = self.expression(logic.callee.text, names, logic.line)
        bindings = [(binding.name, self.logic(binding.logic, names)) for binding in logic.bindings]

        def evaluate(scope: Scope) -> Value:
            function = callee(scope)
            if not isinstance(function, Function):
                return None
            return function.bind({name: code(scope) for name, code in bindings})

        return evaluate

    def _list(self, codes: Sequence[Code]) -> Code:
        return lambda scope: [code(scope) for code in codes]

    def _relation(self, logic: Relation, names: Names) -> Code:
        rows = [[self.logic(cell, names) for cell in row] for row in logic.rows]

        def evaluate(scope: Scope) -> Value:
            return [
                {column: code(scope) for column, code in zip(logic.columns, row, strict=False)}
                for row in rows
            ]

        return evaluate

    def _conditional(self, logic: Conditional, names: Names) -> Code:
        test, then, otherwise = (
            self.logic(part, names) for part in (logic.condition, logic.then, logic.otherwise)
        )
        return lambda scope: then(scope) if test(scope) is True else otherwise(scope)

    # --- what is wrong ---

    def _dangling(self, decision: Decision) -> None:
        for arrow in decision.requires:
            if self.model.element(arrow.target) is None:
                self.refuse(
                    arrow.line, f"It requires {arrow.target!r}, which is not here.", "Mend the reference."
                )

    def refuse(self, line: int, message: str, advice: str) -> None:
        """Note what does not compile."""
        self.findings.append(Finding(self.model.file, line, self.place, message, advice))


def _null(_scope: Scope) -> Value:
    """What is not written has no value."""
    return None


def broken(model: Model) -> list[Finding]:
    """Everything in the model that does not compile, and requirements that run in a circle."""
    compiler = Compiler(model)
    for decision in model.each_decision():
        compiler.decision(decision)
    for knowledge in {id(item): item for item in model.knowledge.values()}.values():
        compiler.place = knowledge.name
        compiler.function(knowledge.logic, required_names(model, knowledge), knowledge.name)
    return [*compiler.findings, *_circles(model)]


def required_names(model: Model, element: Decision | Knowledge) -> Names:
    """Names that an element's requirements bring into its scope; a function may call itself."""
    found = (model.element(arrow.target) for arrow in element.requires)
    own = (element.name,) if isinstance(element, Knowledge) else ()
    return (*(required.name for required in found if required is not None), *own)


def _circles(model: Model) -> list[Finding]:
    """Decisions that need themselves, directly or through others."""
    reaches = {
        d.id: {arrow.target for arrow in d.requires if arrow.kind == "decision"}
        for d in model.each_decision()
    }
    for _ in reaches:
        reaches = {
            one: several.union(*(reaches.get(other, set[str]()) for other in several))
            for one, several in reaches.items()
        }
    advice = "Remove one of the requirements in the circle."
    return [
        Finding(
            model.file,
            model.decisions[one].line,
            model.decisions[one].name,
            "This decision needs itself.",
            advice,
        )
        for one, several in reaches.items()
        if one in several
    ]
