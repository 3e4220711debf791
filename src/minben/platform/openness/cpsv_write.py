"""Services as a CPSV-AP 3.2 document in JSON-LD. Serves the open data; `cpsv_read` reads it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minben.kernel.pack import LOCALES, Place
from minben.kernel.worktime import Limit
from minben.platform.openness.cpsv import Cost, Evidence, Offer, Said, region

CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "minben": "urn:minben:terms:",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DURATIONS = {"workday": "P{}D", "day": "P{}D", "month": "P{}M", "year": "P{}Y", "hour": "PT{}H"}


def document(found: Iterable[Offer], place: Place) -> dict[str, Any]:
    """The JSON-LD document of these services: one graph, every node by its address."""
    return _Writer(place).write(list(found))


class _Writer:
    """Collects the nodes; each address is written once."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.nodes: dict[str, dict[str, Any]] = {}

    def write(self, found: list[Offer]) -> dict[str, Any]:
        for one in found:
            self._service(one)
        return {"@context": CONTEXT, "@graph": [self.nodes[key] for key in sorted(self.nodes)]}

    def _node(self, id: str, kind: str | list[str], **values: Any) -> dict[str, str]:  # noqa: A002
        """Write a node once (empty values left out); answers the way to it."""
        address = f"urn:minben:{self.place.id}:{id}"
        told = {
            name.replace("__", ":"): value for name, value in values.items() if value not in ("", [], None)
        }
        self.nodes.setdefault(address, {"@id": address, "@type": kind, **told})
        return {"@id": address}

    def _ref(self, kind: str, id: str) -> dict[str, str]:  # noqa: A002
        return {"@id": f"urn:minben:{self.place.id}:{kind}:{id}"}

    def _named(self, key: str) -> list[dict[str, str]]:
        texts = self.place.texts
        return _tagged(tuple((one, texts[one][key]) for one in LOCALES if texts[one].get(key)))

    def _concept(self, scheme: str, code: str, key: str = "") -> dict[str, str]:
        label = self._named(key) if key else []
        return self._node(
            f"{scheme}:{code}", "skos:Concept", skos__notation=code, skos__prefLabel=label, minben__code=code
        )

    def _organisation(self, unit: str) -> dict[str, str]:
        code = region(self.place, unit)
        name = self._named(f"units.{unit}")
        return self._node(
            f"unit:{unit}",
            ["cv:PublicOrganisation", "org:Organization", "foaf:Agent"],
            dct__identifier=unit,
            dct__title=name,
            skos__prefLabel=name,
            dct__spatial=self._location(code),
        )

    def _location(self, region: str) -> dict[str, str]:
        code = next((one.code for one in self.place.regions if one.id == region), region)
        return self._node(
            f"region:{region}",
            "dct:Location",
            dct__identifier=region,
            minben__region_code=code,
            skos__prefLabel=self._named(f"regions.{region}"),
        )

    def _law(self, basis: str) -> dict[str, str]:
        law, _, article = basis.partition(" ")
        whole = self._node(
            f"law:{law}", "eli:LegalResource", dct__identifier=law, dct__title=self._named(f"laws.{law}")
        )
        if not article:
            return whole
        return self._node(
            f"law:{law}:{article}", "eli:LegalResource", dct__identifier=basis, dct__relation=whole
        )

    def _limit(self, at: str, limit: Limit | None) -> dict[str, str] | None:
        if limit is None:
            return None
        return self._node(
            f"limit:{at}", "minben:Limit", minben__value=limit.value, minben__unit=limit.unit,
            minben__basis=self._law(limit.basis) if limit.basis else None,
        )  # fmt: skip

    def _event(self, event: str) -> dict[str, str]:
        title = self._named(f"events.{event}")
        return self._node(f"event:{event}", "cv:Event", dct__identifier=event, dct__title=title)

    def _service(self, one: Offer) -> None:
        limit = one.promised or one.statutory
        languages = [
            self._node(f"language:{code}", "dct:LinguisticSystem", dct__identifier=code)
            for code, _ in one.title
        ]
        self._node(
            f"service:{one.id}",
            "cpsv:PublicService",
            dct__identifier=one.identifier,
            dct__title=_tagged(one.title),
            dct__description=_tagged(one.description),
            cv__hasCompetentAuthority=self._organisation(one.authority),
            dct__spatial=self._location(one.region),
            dct__language=languages,
            adms__status=self._concept("status", one.status),
            cv__sector=self._concept("sector", one.sector, f"sectors.{one.sector}"),
            cv__thematicArea=self._concept("domain", one.domain, f"domains.{one.domain}"),
            dct__audience=[self._concept("A4", code) for code in one.audience],
            cv__isGroupedBy=[self._event(event) for event in one.events],
            dcat__keyword=_tagged(one.keywords),
            cv__relatedService=[self._ref("service", part) for part in one.parts],
            dct__requires=[self._ref("service", other) for other in one.requires],
            cv__hasChannel=[self._channel(one, code) for code in one.channels],
            cv__contactPoint=self._contact(one),
            cv__hasLegalResource=[self._law(basis) for basis in one.laws],
            cv__holdsRequirement=[self._requirement(one, key, text) for key, text in one.requirements],
            cpsv__hasInput=[self._input(one, piece) for piece in one.evidence],
            cv__hasCost=[self._cost(one, cost) for cost in one.costs],
            cpsv__produces=self._output(one),
            cv__processingTime=_duration(limit),
            minben__promisedLimit=self._limit(f"{one.id}:promised", one.promised),
            minben__statutoryLimit=self._limit(f"{one.id}:statutory", one.statutory),
            **{f"minben__{name}": value for name, value in one.codes},
        )

    def _channel(self, one: Offer, code: str) -> dict[str, str]:
        return self._node(
            f"channel:{one.id}:{code}", "cv:Channel", dct__identifier=f"{one.id}:{code}",
            dct__type=self._concept("A5", code), cv__ownedBy=self._organisation(one.authority),
        )  # fmt: skip

    def _contact(self, one: Offer) -> dict[str, str] | None:
        if not one.phone:
            return None
        return self._node(f"contact:{one.id}", "cv:ContactPoint", cv__telephone=one.phone)

    def _requirement(self, one: Offer, id: str, text: Said) -> dict[str, str]:  # noqa: A002
        return self._node(
            f"requirement:{one.id}:{id}", "cv:Requirement", dct__identifier=id, dct__title=_tagged(text)
        )

    def _input(self, one: Offer, piece: Evidence) -> dict[str, str]:
        return self._node(
            f"evidence:{one.id}:{piece.id}",
            "cv:Evidence",
            dct__identifier=piece.id,
            dct__title=_tagged(piece.title),
            minben__basis=self._law(piece.basis),
            minben__copy_type=piece.copy_type,
            minben__medium=piece.medium,
            minben__necessity=piece.necessity,
            minben__source_channel=piece.source_channel,
            minben__issuing_body=piece.issuing_body,
            minben__register=piece.register,
        )

    def _cost(self, one: Offer, cost: Cost) -> dict[str, str]:
        return self._node(
            f"cost:{one.id}:{cost.id}",
            "cv:Cost",
            dct__identifier=cost.id,
            dct__description=[{"@value": cost.standard, "@language": "und"}],
            cv__isDefinedBy=self._organisation(one.authority),
            minben__basis=self._law(cost.basis),
        )

    def _output(self, one: Offer) -> dict[str, str] | None:
        if not one.output:
            return None
        return self._node(
            f"output:{one.id}", "cv:Output", dct__identifier=f"{one.id}:result", dct__title=_tagged(one.output),
            dct__type=self._concept("result", one.output_type),
        )  # fmt: skip


def _tagged(said: Said) -> list[dict[str, str]]:
    return [{"@value": text, "@language": locale} for locale, text in said]


def _duration(limit: Limit | None) -> dict[str, str] | None:
    """As xsd:duration: working days are written as days; the extension's limit says which they are."""
    if limit is None:
        return None
    return {"@value": DURATIONS[limit.unit].format(limit.value), "@type": "xsd:duration"}
