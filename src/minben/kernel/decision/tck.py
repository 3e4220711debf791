"""Tests of decisions in the format of the DMN Technology Compatibility Kit: run, compared, reported.

Serves lawyers, who write cases this way, and the conformance figures. Format: the kit's `testCases.xsd`, namespace
http://www.omg.org/spec/DMN/20160719/testcase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

from minben.kernel.decision.evaluate import Session, session
from minben.kernel.decision.items import type_named, typed
from minben.kernel.decision.model import Model
from minben.kernel.decision.read import read_dmn
from minben.kernel.decision.xml import XmlElement
from minben.kernel.feel import (
    DateTime,
    FeelError,
    Function,
    Time,
    TypeSpec,
    Value,
    from_python,
    read_temporal,
    to_json,
)
from minben.kernel.feel.text import text_of
from minben.kernel.feel.types import ANY
from minben.kernel.feel.values import finite, kind_of, time_key
from minben.kernel.finding import InputError

NAMESPACE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("0.00000001")
# The kit's tests do not depend on the moment; a fixed one keeps every run the same.
MOMENT = read_temporal("2026-01-01T00:00:00Z")


@dataclass(frozen=True)
class CaseResult:
    """A test case passes when all its result nodes do.

    `expects_null` tells whether an engine that always answers null would pass it.
    """

    suite: str
    case: str
    passed: bool
    expects_null: bool
    message: str


def run_folder(folder: Path) -> list[CaseResult]:
    """Run every test file below the folder, in order."""
    files = sorted(path for path in folder.rglob("*.xml") if _is_test(path))
    return [result for file in files for result in run_file(file)]


def _is_test(path: Path) -> bool:
    head = path.read_bytes()[:4000]
    return b"testCases" in head and b"20160719/testcase" in head


def run_file(file: Path) -> list[CaseResult]:
    """Run one test file; its model stands beside it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.parse(str(file), parser).getroot()
    suite = file.parent.name
    name = (root.findtext(f"{NAMESPACE}modelName") or "").strip()
    cases = root.findall(f"{NAMESPACE}testCase")
    try:
        model = read_dmn(file.parent / name, name, strict=False)
    except (InputError, OSError) as error:
        return [_failed(suite, case, f"The model cannot be read: {error}") for case in cases]
    return [run_case(model, suite, case) for case in cases]


def run_case(model: Model, suite: str, case: XmlElement) -> CaseResult:
    """Run one case: all its result nodes over the same inputs."""
    try:
        facts = {
            key: retyped(read_value(node), _type_of(model, node.get("name") or ""))
            for node in case.findall(f"{NAMESPACE}inputNode")
            for key in _keys(node)
        }
        results = [_node(session(model, facts, _moment()), case, node) for node in _nodes(case)]
    except (FeelError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        return _failed(suite, case, f"{type(error).__name__}: {error}")
    messages = [message for message in results if message]
    return CaseResult(suite, case.get("id") or "", not messages, _expects_null(case), "; ".join(messages))


class Untyped(str):
    """A value whose type the test leaves to the model."""

    __slots__ = ()


def retyped(value: Value, spec: TypeSpec) -> Value:
    """A test's value with untyped texts read as the type wants them."""
    if isinstance(value, Untyped):
        reader = {"number": Decimal, "boolean": lambda text: text == "true"}.get(spec.kind, str)  # pyright: ignore
        return typed(reader(value.strip() if spec.kind in ("number", "boolean") else value), spec)
    if isinstance(value, list):
        part = spec.parts[0] if spec.kind == "list" and spec.parts else ANY
        return [retyped(item, part) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        parts = dict(zip(spec.members, spec.parts, strict=True)) if spec.kind == "context" else {}
        return {key: retyped(item, parts.get(key, ANY)) for key, item in value.items()}  # pyright: ignore
    return value


def _keys(node: XmlElement) -> list[str]:
    """How a fact is named: by its input's name, and with the namespace when the test gives one."""
    namespace, name = node.get("namespace"), node.get("name") or ""
    return [name, f"{namespace}#{name}"] if namespace else [name]


def _type_of(model: Model, name: str) -> TypeSpec:
    element = model.element(name)
    return (type_named(element.type, model.types) if element else None) or ANY


def _moment() -> DateTime | None:
    return MOMENT if isinstance(MOMENT, DateTime) else None


def _nodes(case: XmlElement) -> list[XmlElement]:
    return case.findall(f"{NAMESPACE}resultNode")


def _failed(suite: str, case: XmlElement, message: str) -> CaseResult:
    return CaseResult(suite, case.get("id") or "", False, _expects_null(case), message)


def _expected(node: XmlElement) -> Value:
    expected = node.find(f"{NAMESPACE}expected")
    return None if expected is None else read_value(expected)


def _expects_null(case: XmlElement) -> bool:
    return all(_expected(node) is None for node in _nodes(case))


def _node(state: Session, case: XmlElement, node: XmlElement) -> str:
    """What is wrong with one result, or ""."""
    name = node.get("name") or ""
    value = _evaluated(state, case, name)
    expected = _expected(node)
    if alike(value, expected):
        return ""
    return f"{name}: expected {_shown(expected)}, got {_shown(value)}"


def _evaluated(state: Session, case: XmlElement, name: str) -> Value:
    if case.get("type") in ("decisionService", "bkm"):
        function = state.value(case.get("invocableName") or "")
        if not isinstance(function, Function):
            raise LookupError(f"There is no {case.get('invocableName')!r} to call.")
        result = function.bind({name: _given(state, name) for name in function.parameters})
        return result[name] if isinstance(result, dict) and name in result else result
    if name not in state.model.decisions:
        raise LookupError(f"There is no decision {name!r}.")
    return state.value(name)


def _given(state: Session, parameter: str) -> Value:
    """The fact for a parameter; what belongs to an imported model may go by its own name."""
    return state.facts.get(parameter, state.facts.get(parameter.rpartition(".")[2]))


def _shown(value: Value) -> str:
    return "a function" if isinstance(value, Function) else repr(to_json(value))


def alike(value: Value, expected: Value) -> bool:
    """The kit's comparison: numbers within 10**-8, everything else exactly."""
    if isinstance(expected, Untyped):
        return _alike_untyped(value, expected.strip())
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return abs(value - expected) <= TOLERANCE
    if isinstance(expected, list) and isinstance(value, list):
        return _all_alike(value, expected)
    if isinstance(expected, dict) and isinstance(value, dict):
        return value.keys() == expected.keys() and all(
            alike(value[key], item) for key, item in expected.items()
        )
    if isinstance(value, (Time, DateTime)) and isinstance(expected, (Time, DateTime)):
        value, expected = _place(value), _place(expected)
    return type(value) is type(expected) and value == expected


def _place(value: Time | DateTime) -> tuple[str, bool, int]:
    """Where on the time line, and whether that is UTC's: XML has no word for the name of a time zone."""
    nanos = time_key(value) if isinstance(value, Time) else value.nanos()
    return kind_of(value), value.utc_offset() is None, nanos


def _alike_untyped(value: Value, expected: str) -> bool:
    if isinstance(value, Decimal):
        return alike(value, finite(Decimal(expected)) if re.fullmatch(r"[-+.\dEe]+", expected) else None)
    return expected == ("" if value is None else value.strip() if isinstance(value, str) else text_of(value))


def _all_alike(values: Sequence[Value], expected: Sequence[Value]) -> bool:
    return len(values) == len(expected) and all(alike(a, b) for a, b in zip(values, expected, strict=True))


def read_value(element: XmlElement) -> Value:
    """The FEEL value written in an input, expected, item or component element."""
    children = list(element.iterchildren("*"))
    for child in children:
        if child.get(f"{XSI}nil") == "true":
            return None
        if child.tag == f"{NAMESPACE}value":
            return _simple(child)
        if child.tag == f"{NAMESPACE}list":
            return [read_value(item) for item in child.findall(f"{NAMESPACE}item")]
    components = _components(children)
    return components or None


def _components(children: Iterable[XmlElement]) -> dict[str, Value]:
    return {
        child.get("name") or "": read_value(child)
        for child in children
        if child.tag == f"{NAMESPACE}component"
    }


def _simple(element: XmlElement) -> Value:
    kind = (element.get(f"{XSI}type") or "untyped").rpartition(":")[2]
    text = element.text or ""
    if kind == "untyped":
        return Untyped(text)
    if kind == "boolean":
        return text.strip() == "true"
    if kind in ("decimal", "double", "float", "integer", "int", "long", "short"):
        return from_python(Decimal(text.strip()))
    return text if kind == "string" else read_temporal(text.strip())
