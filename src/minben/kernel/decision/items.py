"""Item definitions: the model's own types, with their constraints (DMN 1.5, 7.3.3), and typed facts from JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from minben.kernel.decision.xml import Source, XmlElement
from minben.kernel.feel import FeelError, TypeSpec, Value, parse_unary, read_temporal
from minben.kernel.feel.expression import run
from minben.kernel.feel.scan import normal
from minben.kernel.feel.scope import Run
from minben.kernel.feel.types import ALIASES, ANY, DURATIONS
from minben.kernel.feel.values import kind_of
from minben.kernel.finding import Finding

TEMPORAL = frozenset(
    {"date", "time", "date and time", "years and months duration", "days and time duration", "duration"}
)


_READABLE = {"duration": DURATIONS, "date and time": ("date", "date and time")}


def type_named(name: str, types: Mapping[str, TypeSpec]) -> TypeSpec | None:
    """The type a `typeRef` names: the model's, FEEL's (also as `feel:number`), or None when unknown."""
    if not name:
        return ANY
    plain = name.strip().removeprefix("feel:")
    return types.get(plain) or types.get(plain.rpartition(":")[2]) or ALIASES.get(plain)


def read_types(
    source: Source, elements: Sequence[XmlElement], imported: Mapping[str, TypeSpec], flaws: list[Finding]
) -> tuple[dict[str, TypeSpec], frozenset[str]]:
    """The types by name, and the names of all their members (for reading paths with spaces).

    What is wrong goes to `flaws`, and the type in question admits anything.
    """
    definitions = {normal(element.get("name") or ""): element for element in elements}
    reader = _Items(source, definitions, flaws, dict(imported))
    for name in definitions:
        reader.named(name, elements[0])
    return reader.types, frozenset(reader.members)


@dataclass
class _Items:
    source: Source
    elements: Mapping[str, XmlElement]
    flaws: list[Finding]
    types: dict[str, TypeSpec]
    members: set[str] = field(default_factory=set)

    def named(self, name: str, where: XmlElement) -> TypeSpec:
        """The type of that name. A type may contain itself, as trees do: then it is filled in when all is read."""
        if name in self.types:
            return self.types[name]
        if name not in self.elements:
            return self.foreign(name, where)
        self.types[name] = promised = TypeSpec("any")
        made = self.define(self.elements[name])
        for attribute in ("kind", "parts", "members", "allowed"):
            object.__setattr__(promised, attribute, getattr(made, attribute))
        return promised

    def foreign(self, name: str, where: XmlElement) -> TypeSpec:
        """A type of FEEL or of an imported model."""
        found = type_named(name, self.types)
        if found is None:
            self.flaw(where, f"There is no type {name!r}.", "Define it, or correct the typeRef.")
        return found or ANY

    def flaw(self, where: XmlElement, message: str, advice: str) -> None:
        """Note what is wrong with a definition."""
        self.flaws.extend(self.source.refusal(where, message, advice).findings)

    def define(self, element: XmlElement) -> TypeSpec:
        """The type that an item definition or component describes."""
        components = self.source.all(element, "itemComponent")
        if components:
            names = tuple(normal(component.get("name") or "") for component in components)
            self.members.update(names)
            spec = TypeSpec("context", tuple(self.define(component) for component in components), names)
        elif (item := self.source.child(element, "functionItem")) is not None:
            spec = self.function(item)
        else:
            spec = self.named(normal(self.source.text(element, "typeRef")), element)
        spec = self.constrained(spec, element, "allowedValues")
        if element.get("isCollection") == "true":
            spec = TypeSpec("list", (spec,))
        return self.constrained(spec, element, "typeConstraint")

    def function(self, element: XmlElement) -> TypeSpec:
        """The type that a function item describes: its parameters' types, then its output's."""
        parameters = [self.reference(part) for part in self.source.all(element, "parameters")]
        return TypeSpec("function", (*parameters, self.reference(element, "outputTypeRef")))

    def reference(self, element: XmlElement, attribute: str = "typeRef") -> TypeSpec:
        """The type named by an attribute; anything without one."""
        name = normal(element.get(attribute) or "")
        return self.named(name, element) if name else ANY

    def constrained(self, spec: TypeSpec, element: XmlElement, tag: str) -> TypeSpec:
        """The type restricted by the unary tests in that child, if there are any."""
        holder = self.source.child(element, tag)
        text = self.source.inner_text(holder).strip() if holder is not None else ""
        if not text:
            return spec
        allowed = self.allowed(text, element)
        before = spec.allowed
        return replace(
            spec, allowed=allowed if before is None else lambda value: before(value) and allowed(value)
        )

    def allowed(self, text: str, element: XmlElement) -> Callable[[Value], bool]:
        """A test of values by unary tests."""
        try:
            code = parse_unary(text).code
        except FeelError as error:
            self.flaw(element, str(error), "Correct the allowed values.")
            return lambda _value: True
        return lambda value: run(code, {"?": value}, Run()) is True


def typed(value: Value, spec: TypeSpec) -> Value:
    """Facts from JSON with their texts read where the type wants a date, time or duration; missing members are null."""
    if isinstance(value, str) and spec.kind in TEMPORAL:
        read = read_temporal(value)
        return value if read is None or kind_of(read) not in _READABLE.get(spec.kind, (spec.kind,)) else read
    if isinstance(value, list) and spec.kind == "list" and spec.parts:
        return [typed(item, spec.parts[0]) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict) and spec.kind == "context":
        parts = dict(zip(spec.members, spec.parts, strict=True))
        given = {key: typed(item, parts.get(key, ANY)) for key, item in value.items()}  # pyright: ignore
        return {**dict.fromkeys(name for name in parts if name not in given), **given}
    return value


def unknown_types(names: Iterable[str], types: Mapping[str, TypeSpec]) -> list[str]:
    """Those of the names that mean no type."""
    return [name for name in names if type_named(name, types) is None]
