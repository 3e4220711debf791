"""Reading boxed expressions (DMN 1.5, 7.3 and 10.2) from XML. Unknown kinds are refused by name."""

from __future__ import annotations

from collections.abc import Callable

from minben.kernel.decision.model import (
    Column,
    Conditional,
    Entries,
    Entry,
    FunctionLogic,
    Invocation,
    Iteration,
    Listing,
    Literal,
    Logic,
    Relation,
    Rule,
    Selection,
    Table,
)
from minben.kernel.decision.xml import Source, XmlElement
from minben.kernel.feel.scan import KEYWORDS, WORD, normal

# What may stand beside an expression within its element.
ASIDE = frozenset({"description", "variable", "extensionElements", "typeRef", "informationItem"})
FEEL = (
    "",
    "feel",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
)
POLICIES = {
    "": "UNIQUE",
    **{
        name: name for name in ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
    },
}


def read_logic(source: Source, element: XmlElement) -> Logic:
    """The boxed expression in this element."""
    tag = source.tag(element)
    reader = _READERS.get(tag)
    if reader is None:
        raise source.refusal(element, f"The expression {tag!r} is not supported.", "Write it as FEEL.")
    return reader(source, element)


def expressions(source: Source, element: XmlElement) -> list[Logic]:
    """All boxed expressions directly within an element."""
    return [read_logic(source, child) for child in source.children(element) if source.tag(child) not in ASIDE]


def only(source: Source, element: XmlElement, tag: str = "") -> Logic:
    """The one expression within an element, or within its child of that name."""
    holder = source.child(element, tag) if tag else element
    found = expressions(source, holder) if holder is not None else []
    if len(found) != 1:
        raise source.refusal(
            element, f"Expected one expression in {tag or source.tag(element)}.", "Complete it."
        )
    return found[0]


def _type(element: XmlElement) -> str:
    return element.get("typeRef") or ""


def _literal(source: Source, element: XmlElement) -> Logic:
    language = element.get("expressionLanguage") or ""
    if language not in FEEL and "FEEL" not in language:
        raise source.refusal(
            element, f"The expression language {language!r} is not supported.", "Write it in FEEL."
        )
    if source.child(element, "importedValues") is not None:
        raise source.refusal(element, "Imported values are not supported.", "Write the values here.")
    return Literal(source.text(element, "text"), _type(element), source.line(element))


def _context(source: Source, element: XmlElement) -> Logic:
    entries = [
        _entry(source, entry, source.child(entry, "variable"))
        for entry in source.all(element, "contextEntry")
    ]
    return Entries(tuple(entries), source.line(element))


def _entry(source: Source, holder: XmlElement, variable: XmlElement | None) -> Entry:
    name = normal(variable.get("name") or "") if variable is not None else ""
    return Entry(name, _type(variable) if variable is not None else "", only_aside(source, holder))


def only_aside(source: Source, holder: XmlElement) -> Logic:
    """The one expression of an entry or binding, beside its variable or parameter."""
    found = [
        read_logic(source, child)
        for child in source.children(holder)
        if source.tag(child) not in {*ASIDE, "parameter"}
    ]
    return found[0] if found else Literal("null", "", source.line(holder))


def _invocation(source: Source, element: XmlElement) -> Logic:
    callee = [child for child in source.children(element) if source.tag(child) not in {*ASIDE, "binding"}]
    literal = read_logic(source, callee[0]) if callee else None
    if not isinstance(literal, Literal):
        raise source.refusal(element, "An invocation must name its function.", "Write the function's name.")
    bindings = [_entry(source, b, source.child(b, "parameter")) for b in source.all(element, "binding")]
    return Invocation(literal, tuple(bindings), source.line(element))


def _function(source: Source, element: XmlElement) -> Logic:
    parameters = tuple(
        (normal(p.get("name") or ""), _type(p)) for p in source.all(element, "formalParameter")
    )
    bodies = [c for c in source.children(element) if source.tag(c) not in {*ASIDE, "formalParameter"}]
    body = read_logic(source, bodies[0]) if bodies else Literal("null")
    if not parameters and isinstance(body, Table) and all(_is_name(column.text) for column in body.inputs):
        parameters = tuple(dict.fromkeys((normal(column.text), column.type) for column in body.inputs))
    return FunctionLogic(parameters, body, element.get("kind") or "FEEL", source.line(element))


def _is_name(text: str) -> bool:
    """Whether an input expression can be the parameter of a table that declares none (DMN 1.5, 10.2.1.7)."""
    words = text.split()
    return bool(words) and all(WORD.fullmatch(word) and word not in KEYWORDS for word in words)


def _list(source: Source, element: XmlElement) -> Logic:
    return Listing(tuple(expressions(source, element)), source.line(element))


def _relation(source: Source, element: XmlElement) -> Logic:
    columns = tuple(normal(column.get("name") or "") for column in source.all(element, "column"))
    rows = tuple(tuple(expressions(source, row)) for row in source.all(element, "row"))
    if any(len(row) != len(columns) for row in rows):
        raise source.refusal(
            element, "A row has not as many cells as there are columns.", "Complete the row."
        )
    return Relation(columns, rows, source.line(element))


def _conditional(source: Source, element: XmlElement) -> Logic:
    condition, then, otherwise = (only(source, element, tag) for tag in ("if", "then", "else"))
    return Conditional(condition, then, otherwise, source.line(element))


def _iteration(kind: str, body: str) -> Callable[[Source, XmlElement], Logic]:
    def read(source: Source, element: XmlElement) -> Logic:
        variable = normal(element.get("iteratorVariable") or "")
        parts = only(source, element, "in"), only(source, element, body)
        return Iteration(kind, variable, *parts, source.line(element))

    return read


def _filter(source: Source, element: XmlElement) -> Logic:
    return Selection(only(source, element, "in"), only(source, element, "match"), source.line(element))


def _table(source: Source, element: XmlElement) -> Logic:
    policy = element.get("hitPolicy") or ""
    if policy not in POLICIES:
        raise source.refusal(element, f"The hit policy {policy!r} is not known.", "Use one of DMN's seven.")
    names = [normal(a.get("name") or "") for a in source.all(element, "annotation")]
    table = Table(
        tuple(_input(source, column) for column in source.all(element, "input")),
        tuple(_output(source, column) for column in source.all(element, "output")),
        tuple(
            _rule(source, rule, number, names) for number, rule in enumerate(source.all(element, "rule"), 1)
        ),
        POLICIES[policy],
        element.get("aggregation") or "",
        _type(element),
        source.line(element),
    )
    return _complete(source, element, table)


def _complete(source: Source, element: XmlElement, table: Table) -> Table:
    for rule, row in zip(table.rules, source.all(element, "rule"), strict=True):
        if len(rule.tests) != len(table.inputs) or len(rule.results) != len(table.outputs):
            raise source.refusal(
                row, f"Rule {rule.id} has not as many cells as the table has columns.", "Complete it."
            )
    if not table.outputs:
        raise source.refusal(element, "The table has no output.", "Add an output column.")
    return table


def _input(source: Source, element: XmlElement) -> Column:
    expression = source.child(element, "inputExpression")
    text = source.inner_text(expression)
    kind = _type(expression) if expression is not None else ""
    values = source.inner_text(source.child(element, "inputValues"))
    return Column(element.get("label") or text, text, kind, values, "", source.line(element))


def _output(source: Source, element: XmlElement) -> Column:
    name = normal(element.get("name") or "")
    values = source.inner_text(source.child(element, "outputValues"))
    default = source.inner_text(source.child(element, "defaultOutputEntry"))
    return Column(element.get("label") or name, name, _type(element), values, default, source.line(element))


def _rule(source: Source, element: XmlElement, number: int, names: list[str]) -> Rule:
    entries = [source.text(entry, "text") for entry in source.all(element, "annotationEntry")]
    annotations = {
        name or f"annotation {at}": text for at, (name, text) in enumerate(_pairs(names, entries), 1)
    }
    description = source.text(element, "description")
    if description:
        annotations["description"] = description
    return Rule(
        element.get("id") or f"row {number}",
        tuple(source.inner_text(entry) for entry in source.all(element, "inputEntry")),
        tuple(source.inner_text(entry) for entry in source.all(element, "outputEntry")),
        annotations,
        source.line(element),
    )


def _pairs(names: list[str], entries: list[str]) -> list[tuple[str, str]]:
    padded = names + [""] * (len(entries) - len(names))
    return [(name, text) for name, text in zip(padded, entries, strict=False) if text]


_READERS: dict[str, Callable[[Source, XmlElement], Logic]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": _function,
    "encapsulatedLogic": _function,
    "list": _list,
    "relation": _relation,
    "conditional": _conditional,
    "for": _iteration("for", "return"),
    "some": _iteration("some", "satisfies"),
    "every": _iteration("every", "satisfies"),
    "filter": _filter,
}
