"""The DMN Technology Compatibility Kit's test files, read for our engine (data: Apache-2.0, not in this project)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

from minben.kernel.decision import Model, evaluate, read_dmn
from minben.kernel.feel import Value, parse
from minben.kernel.feel import evaluate as feel
from minben.kernel.feel.values import equal
from minben.kernel.finding import InputError

KIT = (
    Path(os.environ.get("MINBEN_CONFORMANCE", Path(__file__).resolve().parents[3] / "../shared/conformance"))
    / "dmn-tck"
)
NS = {
    "t": "http://www.omg.org/spec/DMN/20160719/testcase",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Case:
    """One test of the kit: facts in, expected values of decisions out."""

    model: Path
    id: str
    facts: dict[str, Value]
    expected: dict[str, Value]
    kind: str

    @property
    def expects_something(self) -> bool:
        return any(value is not None for value in self.expected.values())


def cases(level: str) -> Iterator[Case]:
    """All tests of one level (compliance-level-2, compliance-level-3)."""
    for file in sorted((KIT / level).rglob("*-test-*.xml")):
        root = etree.parse(str(file)).getroot()
        model = file.parent / root.findtext("t:modelName", "", NS)
        for case in root.iterfind("t:testCase", NS):
            facts = {node.get("name"): value_of(node) for node in case.iterfind("t:inputNode", NS)}
            results = {
                n.get("name"): value_of(n.find("t:expected", NS)) for n in case.iterfind("t:resultNode", NS)
            }
            yield Case(model, f"{file.stem}/{case.get('id')}", facts, results, case.get("type") or "decision")


def value_of(node) -> Value:
    """The value of an input or expected node."""
    if node is None or node.get(XSI + "nil") == "true":
        return None
    listed = node.find("t:list", NS)
    if listed is not None:
        return (
            None
            if listed.get(XSI + "nil") == "true"
            else [value_of(item) for item in listed.iterfind("t:item", NS)]
        )
    components = node.findall("t:component", NS)
    if components:
        return {component.get("name"): value_of(component) for component in components}
    value = node.find("t:value", NS)
    if value is None or value.get(XSI + "nil") == "true":
        return None
    return simple(value.text or "", (value.get(XSI + "type") or "xsd:string").rpartition(":")[2])


def simple(text: str, kind: str) -> Value:
    """An XML Schema value as FEEL sees it."""
    if kind == "boolean":
        return text == "true"
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text)
    if kind == "string":
        return text
    return feel(parse(f'@"{text}"'), {})


_models: dict[Path, Model | None] = {}


def model_of(path: Path) -> Model | None:
    """The model, or None when it is refused."""
    if path not in _models:
        try:
            _models[path] = read_dmn(path, strict=False)
        except InputError:
            _models[path] = None
    return _models[path]


def passes(case: Case) -> bool:
    """Whether every expected value comes out; a refusal or an exception never passes."""
    model = model_of(case.model)
    if model is None or case.kind != "decision":
        return False
    try:
        return all(
            same(evaluate(model, name, case.facts).value, wanted) for name, wanted in case.expected.items()
        )
    except Exception:  # the kit counts an engine's crash as a failure, whatever it was
        return False


def same(got: Value, wanted: Value) -> bool:
    """Equality as the kit defines it: numbers to 8 places, lists in order, contexts by name."""
    if isinstance(got, Decimal) and isinstance(wanted, Decimal):
        return abs(got - wanted) < Decimal("1e-8")
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(same, got, wanted))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return set(got) == set(wanted) and all(same(got[key], wanted[key]) for key in wanted)
    return (got is None and wanted is None) or equal(got, wanted) is True
