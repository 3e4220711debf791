"""A DMN model as plain values: what a file says, before anything is compiled or evaluated.

Serves readers, checkers and evaluators. Lines count from 1. Expressions stay texts here, because FEEL can only be
read with the names in scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from minben.kernel.decision.validity import ALWAYS, Validity
from minben.kernel.feel import TypeSpec
from minben.kernel.finding import Finding


@dataclass(frozen=True)
class Literal:
    """A FEEL text."""

    text: str
    type: str = ""
    line: int = 0


@dataclass(frozen=True)
class Column:
    """An input or output of a table. `values` is the unary tests that restrict it, in order of priority for outputs."""

    label: str
    text: str
    type: str
    values: str
    default: str = ""
    line: int = 0


@dataclass(frozen=True)
class Rule:
    """A row. `annotations` maps the annotation column's name to its text: the article of law."""

    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    annotations: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Table:
    """A decision table; `aggregation` is "", SUM, COUNT, MIN or MAX."""

    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]
    hit_policy: str
    aggregation: str
    type: str = ""
    line: int = 0


@dataclass(frozen=True)
class Entry:
    """One entry of a boxed context, or one binding; without a name it is the context's result."""

    name: str
    type: str
    logic: Logic


@dataclass(frozen=True)
class Entries:
    """A boxed context."""

    entries: tuple[Entry, ...]
    line: int = 0


@dataclass(frozen=True)
class Invocation:
    """A boxed invocation: a callee and its named arguments."""

    callee: Literal
    bindings: tuple[Entry, ...]
    line: int = 0


@dataclass(frozen=True)
class FunctionLogic:
    """A boxed function; `kind` is FEEL, Java or PMML."""

    parameters: tuple[tuple[str, str], ...]
    body: Logic
    kind: str = "FEEL"
    line: int = 0


@dataclass(frozen=True)
class Listing:
    """A boxed list."""

    items: tuple[Logic, ...]
    line: int = 0


@dataclass(frozen=True)
class Relation:
    """A boxed relation: rows of expressions under named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]
    line: int = 0


@dataclass(frozen=True)
class Conditional:
    """A boxed conditional."""

    condition: Logic
    then: Logic
    otherwise: Logic
    line: int = 0


@dataclass(frozen=True)
class Iteration:
    """A boxed `for`, `some` or `every`."""

    kind: str
    variable: str
    source: Logic
    body: Logic
    line: int = 0


@dataclass(frozen=True)
class Selection:
    """A boxed filter."""

    source: Logic
    test: Logic
    line: int = 0


@dataclass(frozen=True)
class Unreadable:
    """Logic that cannot be read, kept with the reason: it gives null, as the standard's tests want."""

    reason: Finding
    line: int = 0


Logic: TypeAlias = (
    Literal
    | Table
    | Entries
    | Invocation
    | FunctionLogic
    | Listing
    | Relation
    | Conditional
    | Iteration
    | Selection
    | Unreadable
)


@dataclass(frozen=True)
class Requirement:
    """An arrow of the diagram: `kind` is input, decision or knowledge; `target` the id at its other end."""

    kind: str
    target: str
    line: int = 0


@dataclass(frozen=True)
class InputData:
    """A fact that is asked for."""

    id: str
    name: str
    type: str
    line: int = 0


@dataclass(frozen=True)
class Decision:
    """A decision: its question, its logic, what it requires."""

    id: str
    name: str
    type: str
    logic: Logic | None
    requires: tuple[Requirement, ...] = ()
    question: str = ""
    answers: str = ""
    line: int = 0


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: logic with parameters, used by decisions."""

    id: str
    name: str
    type: str
    logic: Logic
    requires: tuple[Requirement, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class DecisionService:
    """Decisions offered together as one function; all four hold ids."""

    id: str
    name: str
    type: str
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    line: int = 0


Element: TypeAlias = InputData | Decision | Knowledge | DecisionService


@dataclass(frozen=True)
class Imported:
    """Another file's model and the name under which its elements are used; with the empty name, by their own."""

    name: str
    model: Model


@dataclass(frozen=True)
class Model:
    """A DMN file. `decisions`, `inputs`, `knowledge` and `services` are each keyed by id and, as well, by name.

    `flaws` are what could not be read beside the decisions' logic: types, imports, unknown elements. `valid` are the
    days on which the model is in force.
    """

    name: str
    file: str
    namespace: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, DecisionService]
    types: Mapping[str, TypeSpec]
    members: frozenset[str] = frozenset()
    imports: tuple[Imported, ...] = ()
    flaws: tuple[Finding, ...] = ()
    valid: Validity = ALWAYS
    compiled: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def element(self, id: str) -> Element | None:  # noqa: A002 - the standard's own word
        """Whatever has this id or name, or, as `namespace#id`, belongs to an imported model."""
        for group in (self.inputs, self.decisions, self.knowledge, self.services):
            if id in group:
                return group[id]
        found = self.imported(id)
        return found.model.element(id.rpartition("#")[2]) if found else None

    def imported(self, id: str) -> Imported | None:  # noqa: A002
        """The import that `namespace#id` refers to."""
        if not self.imports:
            return None
        namespace, separator, _ = id.rpartition("#")
        matching = (each for each in self.imports if each.model.namespace == namespace)
        return next(matching, None) if separator else None

    def known_as(self, id: str) -> str:  # noqa: A002
        """The name in FEEL of the element with this id: `import.name` when it is imported; "" when there is none."""
        element, found = self.element(id), self.imported(id)
        if element is None:
            return ""
        return f"{found.name}.{element.name}" if found and found.name else element.name

    def each_decision(self) -> list[Decision]:
        """All decisions once, in the order of the file."""
        return list({decision.id: decision for decision in self.decisions.values()}.values())
