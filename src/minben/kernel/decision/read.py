"""Reading DMN 1.1 to 1.5 files safely: no entities, no network, nothing ignored that has a meaning.

Serves designers and packs. What is not supported is refused by its name, with file and line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from lxml import etree

from minben.kernel.decision.boxed import read_logic
from minben.kernel.decision.items import read_types
from minben.kernel.decision.model import (
    Decision,
    DecisionService,
    FunctionLogic,
    Imported,
    InputData,
    Knowledge,
    Literal,
    Logic,
    Model,
    Requirement,
    Unreadable,
)
from minben.kernel.decision.validity import FROM, UNTIL, Validity
from minben.kernel.decision.xml import Source, XmlElement
from minben.kernel.feel import TypeSpec
from minben.kernel.feel.scan import normal
from minben.kernel.finding import Finding, InputError, refuse

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
# These carry no logic: diagrams, documentation, ownership, authority.
WITHOUT_LOGIC = frozenset(
    [
        "itemDefinition",
        "knowledgeSource",
        "textAnnotation",
        "association",
        "group",
        "DMNDI",
        "extensionElements",
        "description",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
    ]
)
REQUIRED = {"requiredInput": "input", "requiredDecision": "decision", "requiredKnowledge": "knowledge"}
T = TypeVar("T", InputData, Decision, Knowledge, DecisionService)


def read_dmn(source: str | Path | bytes, name: str = "", *, strict: bool = True) -> Model:
    """Read a DMN file from a path or its bytes; `name` stands for the file in messages.

    Imported models are looked for among the DMN files in the same folder, so bytes can import nothing. InputError
    for what is no DMN, and, when `strict`, for all that is not supported (PMML, unknown elements) or cannot be
    compiled. Without `strict` such logic gives null, as the standard's tests want.
    """
    file = name or (str(source) if not isinstance(source, bytes) else "(bytes)")
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    folder = None if isinstance(source, bytes) else Path(source).parent
    model = _read(Source(file, parsed(data, file)), Folder(folder, strict))
    if strict:
        from minben.kernel.decision.program import broken

        findings = broken(model)
        if findings:
            raise InputError(findings)
    return model


@dataclass(frozen=True)
class Folder:
    """Where imported models are looked for, and the namespaces that are being read already."""

    path: Path | None
    strict: bool
    busy: frozenset[str] = frozenset()

    def model(self, namespace: str) -> Model | str:
        """The model with this namespace, or why there is none."""
        if namespace in self.busy:
            return "The models import each other in a circle."
        for path in sorted(self.path.glob("*.dmn")) if self.path else ():
            source = Source(path.name, parsed(path.read_bytes(), path.name))
            if source.root.get("namespace") == namespace:
                return _read(source, Folder(self.path, self.strict, self.busy))
        return f"No DMN file beside this one has the namespace {namespace!r}."


def parsed(data: bytes, file: str) -> XmlElement:
    """The root element; no entities, no network, no document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise refuse(
            file, f"This is not well-formed XML: {error.msg}.", "Save the model again.", line=line
        ) from None
    if root.getroottree().docinfo.doctype:  # pyright: ignore[reportAttributeAccessIssue]
        raise refuse(file, "A document type declaration is refused.", "Remove the DOCTYPE line.", line=1)
    return root


def _read(source: Source, folder: Folder) -> Model:
    root = source.root
    if source.tag(root) != "definitions" or source.namespace(root) not in VERSIONS:
        raise refuse(
            source.file,
            f"The root is {root.tag}, not the definitions of DMN 1.1 to 1.5.",
            "Export the model as DMN 1.3 or later.",
            line=source.line(root),
        )
    groups: dict[str, list[XmlElement]] = {}
    for child in source.children(root):
        groups.setdefault(source.tag(child), []).append(child)
    namespace = root.get("namespace") or ""
    imports, flaws = _imports(
        source, groups.get("import", []), replace(folder, busy=folder.busy | {namespace})
    )
    types, members = read_types(source, groups.get("itemDefinition", []), _foreign_types(imports), flaws)
    return Model(
        name=root.get("name") or "",
        file=source.file,
        namespace=namespace,
        decisions=_index(groups.get("decision", []), lambda e: _decision(source, e)),
        inputs=_index(groups.get("inputData", []), lambda e: _input(source, e)),
        knowledge=_index(groups.get("businessKnowledgeModel", []), lambda e: _knowledge(source, e)),
        services=_index(groups.get("decisionService", []), lambda e: _service(source, e)),
        types=types,
        members=members.union(*(each.model.members for each in imports)),
        imports=imports,
        flaws=(*flaws, *_unknown(source, groups)),
        valid=_validity(source),
    )


def _validity(source: Source) -> Validity:
    """The days on which the model is in force."""
    first, last = (_day(source, name) for name in (FROM, UNTIL))
    if first and last and last < first:
        raise source.refusal(source.root, f"It ends on {last}, before it begins.", "Correct the days.")
    return Validity(first, last)


def _day(source: Source, name: str) -> date | None:
    text = source.root.get(name)
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        word = name.partition("}")[2]
        message = f"minben:{word} is {text!r}, which is no day."
        raise source.refusal(source.root, message, "Write it as 2027-01-31.") from None


def _imports(
    source: Source, elements: Sequence[XmlElement], folder: Folder
) -> tuple[tuple[Imported, ...], list[Finding]]:
    """The imported models, and what is wrong with the imports."""
    found: list[Imported] = []
    flaws: list[Finding] = []
    for element in elements:
        name, kind = normal(element.get("name") or ""), element.get("importType") or ""
        model = (
            folder.model(element.get("namespace") or "")
            if kind in VERSIONS
            else f"What is imported is no DMN ({kind})."
        )
        if isinstance(model, str):
            advice = "Put the imported model's file beside this one, or copy its decisions here."
            flaws.append(Finding(source.file, source.line(element), name or "import", model, advice))
        else:
            found.append(Imported(name, model))
            flaws.extend(model.flaws)
    return tuple(found), flaws


def _foreign_types(imports: Sequence[Imported]) -> dict[str, TypeSpec]:
    """The imported models' types under the names that they have here."""
    return {
        f"{each.name}.{name}" if each.name else name: spec
        for each in imports
        for name, spec in each.model.types.items()
    }


def _unknown(source: Source, groups: Mapping[str, list[XmlElement]]) -> list[Finding]:
    known = {*WITHOUT_LOGIC, "import", "decision", "inputData", "businessKnowledgeModel", "decisionService"}
    return [
        Finding(
            source.file,
            source.line(element),
            element.get("name") or tag,
            f"The element {tag!r} is not supported.",
            "Remove it.",
        )
        for tag, elements in groups.items()
        if tag not in known
        for element in elements
    ]


def _index(elements: Iterable[XmlElement], read: Callable[[XmlElement], T]) -> dict[str, T]:
    """By id, then by name where the name is not taken."""
    found = [read(element) for element in elements]
    by_key = {item.id: item for item in found}
    for item in found:
        by_key.setdefault(item.name, item)
    return by_key


def _identity(source: Source, element: XmlElement) -> tuple[str, str, str, int]:
    """id, name, type and line; the name of the variable is the name in FEEL."""
    variable = source.child(element, "variable")
    name = normal((element.get("name") or "") or (variable.get("name") or "" if variable is not None else ""))
    kind = (variable.get("typeRef") or "") if variable is not None else ""
    return element.get("id") or name, name, kind, source.line(element)


def _input(source: Source, element: XmlElement) -> InputData:
    identity, name, kind, line = _identity(source, element)
    return InputData(identity, name, kind, line)


def _decision(source: Source, element: XmlElement) -> Decision:
    identity, name, kind, line = _identity(source, element)
    skipped = {
        "description", "question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement",
        "authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker",
        "decisionOwner", "usingProcess", "usingTask", "extensionElements",
    }  # fmt: skip
    logic = [child for child in source.children(element) if source.tag(child) not in skipped]
    return Decision(
        identity,
        name,
        kind,
        _logic(source, logic[0]) if logic else None,
        _requirements(source, element),
        source.text(element, "question"),
        source.text(element, "allowedAnswers"),
        line,
    )


def _logic(source: Source, element: XmlElement) -> Logic:
    """The boxed expression, or the reason why it cannot be read."""
    try:
        return read_logic(source, element)
    except InputError as error:
        return Unreadable(error.findings[0], source.line(element))


def _knowledge(source: Source, element: XmlElement) -> Knowledge:
    identity, name, kind, line = _identity(source, element)
    encapsulated = source.child(element, "encapsulatedLogic")
    logic = _logic(source, encapsulated) if encapsulated is not None else FunctionLogic((), Literal("null"))
    return Knowledge(identity, name, kind, logic, _requirements(source, element), line)


def _service(source: Source, element: XmlElement) -> DecisionService:
    identity, name, kind, line = _identity(source, element)

    def targets(tag: str) -> tuple[str, ...]:
        return tuple(_target(source, child) for child in source.children(element) if source.tag(child) == tag)

    return DecisionService(
        identity, name, kind, targets("outputDecision"), targets("inputData"), targets("inputDecision"), line
    )


def _requirements(source: Source, element: XmlElement) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(REQUIRED[source.tag(target)], _target(source, target), source.line(target))
        for arrow in source.children(element)
        if source.tag(arrow) in ("informationRequirement", "knowledgeRequirement")
        for target in source.children(arrow)
        if source.tag(target) in REQUIRED
    )


def _target(source: Source, element: XmlElement) -> str:
    """What a reference names: an id of this file, or `namespace#id` of an imported one."""
    namespace, _, identity = (element.get("href") or "").rpartition("#")
    own = not namespace or namespace == (source.root.get("namespace") or "")
    return identity if own else f"{namespace}#{identity}"
