"""Reading back a CPSV-AP document that `cpsv_write` wrote, also after it went through another RDF tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minben.kernel.pack import LOCALES
from minben.kernel.worktime import Limit
from minben.platform.openness.cpsv import MORE, Cost, Evidence, Offer, Said


def read(found: Mapping[str, Any], place: str) -> list[Offer]:
    """The services of a document that `document` wrote, in the order of their addresses. KeyError if one is broken."""
    return _Reader(found, f"urn:minben:{place}:").services()


class _Reader:
    """Follows the addresses of one document."""

    def __init__(self, found: Mapping[str, Any], base: str) -> None:
        self.base = base
        self.nodes: dict[str, Mapping[str, Any]] = {node["@id"]: node for node in found["@graph"]}

    def services(self) -> list[Offer]:
        wanted = [node for node in self.nodes.values() if "cpsv:PublicService" in _list(node["@type"])]
        return [self._offer(node) for node in sorted(wanted, key=lambda node: node["@id"])]

    def _offer(self, node: Mapping[str, Any]) -> Offer:
        output = self._one(node, "cpsv:produces")
        return Offer(
            id=self._name(node, "service"),
            identifier=_plain(node, "dct:identifier"),
            title=_texts(node, "dct:title"),
            description=_texts(node, "dct:description"),
            authority=_plain(self._one(node, "cv:hasCompetentAuthority"), "dct:identifier"),
            region=_plain(self._one(node, "dct:spatial"), "dct:identifier"),
            status=self._code(node, "adms:status"),
            sector=self._code(node, "cv:sector"),
            domain=self._code(node, "cv:thematicArea"),
            audience=self._each(node, "dct:audience", "minben:code"),
            events=self._each(node, "cv:isGroupedBy", "dct:identifier"),
            keywords=_texts(node, "dcat:keyword"),
            parts=self._names(node, "cv:relatedService"),
            requires=self._names(node, "dct:requires"),
            channels=tuple(sorted(self._code(one, "dct:type") for one in self._all(node, "cv:hasChannel"))),
            phone=_plain(self._one(node, "cv:contactPoint"), "cv:telephone"),
            laws=self._each(node, "cv:hasLegalResource", "dct:identifier"),
            requirements=tuple(
                sorted(
                    (_plain(one, "dct:identifier"), _texts(one, "dct:title"))
                    for one in self._all(node, "cv:holdsRequirement")
                )
            ),
            evidence=tuple(
                sorted(map(self._evidence, self._all(node, "cpsv:hasInput")), key=lambda one: one.id)
            ),
            costs=tuple(sorted(map(self._cost, self._all(node, "cv:hasCost")), key=lambda one: one.id)),
            output=_texts(output, "dct:title"),
            output_type=self._code(output, "dct:type") if output else "",
            promised=self._limit(node, "minben:promisedLimit"),
            statutory=self._limit(node, "minben:statutoryLimit"),
            codes=self._codes(node),
        )

    def _codes(self, node: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Extension fields; those without a value were not written."""
        names = ("version",) if self._names(node, "cv:relatedService") else sorted(MORE)
        return tuple((name, _plain(node, f"minben:{name}")) for name in names)

    def _evidence(self, node: Mapping[str, Any]) -> Evidence:
        names = ("copy_type", "medium", "necessity", "source_channel", "issuing_body", "register")
        values = {name: _plain(node, f"minben:{name}") for name in names}
        basis = _plain(self._one(node, "minben:basis"), "dct:identifier")
        return Evidence(_plain(node, "dct:identifier"), _texts(node, "dct:title"), basis, **values)

    def _cost(self, node: Mapping[str, Any]) -> Cost:
        ((_tag, standard),) = _pairs(node["dct:description"])
        basis = _plain(self._one(node, "minben:basis"), "dct:identifier")
        return Cost(_plain(node, "dct:identifier"), standard, basis)

    def _limit(self, node: Mapping[str, Any], key: str) -> Limit | None:
        found = self._one(node, key)
        if not found:
            return None
        unit: Any = _plain(found, "minben:unit")
        return Limit(
            int(_plain(found, "minben:value")),
            unit,
            _plain(self._one(found, "minben:basis"), "dct:identifier"),
        )

    def _all(self, node: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        return [self.nodes[one["@id"]] for one in _list(node.get(key))]

    def _one(self, node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        return next(iter(self._all(node, key)), {})

    def _code(self, node: Mapping[str, Any], key: str) -> str:
        return _plain(self._one(node, key), "minben:code")

    def _each(self, node: Mapping[str, Any], key: str, of: str) -> tuple[str, ...]:
        return tuple(sorted(_plain(one, of) for one in self._all(node, key)))

    def _name(self, node: Mapping[str, Any], kind: str) -> str:
        return str(node["@id"]).removeprefix(f"{self.base}{kind}:")

    def _names(self, node: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(sorted(self._name(one, "service") for one in self._all(node, key)))


def _list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _plain(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key, "")
    return str(value["@value"] if isinstance(value, Mapping) else value)


def _pairs(value: Any) -> list[tuple[str, str]]:
    return [(one["@language"], one["@value"]) for one in _list(value)]


def _texts(node: Mapping[str, Any], key: str) -> Said:
    """In the order of the locales. Language tags are compared without their case, as RDF does."""
    known = {tag.lower(): text for tag, text in _pairs(node.get(key))}
    return tuple((one, known[one.lower()]) for one in LOCALES if one.lower() in known)
