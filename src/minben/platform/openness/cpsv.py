"""What CPSV-AP 3.2 (Core Public Service Vocabulary, application profile) says of a service, as plain values.

Serves the open data (R80, R150): `cpsv_write` makes JSON-LD of them, `cpsv_read` reads it back without loss. Each
handling item is a public service of its own authority, related to the service that joins them. What the vocabulary has
no place for (promised beside statutory limit, visits, codes of GB/T 39046) goes into an extension namespace.
"""

from __future__ import annotations

from dataclasses import dataclass

from minben.kernel.pack import LOCALES, Item, Place, Service
from minben.kernel.worktime import Limit

Said = tuple[tuple[str, str], ...]  # (locale, sentence), in the order of the locales


@dataclass(frozen=True)
class Evidence:
    """One thing to bring, with the codes of the implementation list."""

    id: str
    title: Said
    basis: str
    copy_type: str
    medium: str
    necessity: str
    source_channel: str
    issuing_body: str
    register: str = ""


@dataclass(frozen=True)
class Cost:
    """`standard` as the pack states it; `basis` is the law that allows it."""

    id: str
    standard: str
    basis: str


@dataclass(frozen=True)
class Offer:
    """What CPSV-AP says of one public service, and what the extension adds. `parts` are the items it joins."""

    id: str
    identifier: str
    title: Said
    description: Said
    authority: str
    region: str
    status: str
    sector: str
    domain: str
    audience: tuple[str, ...]
    events: tuple[str, ...]
    keywords: Said = ()
    parts: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    phone: str = ""
    laws: tuple[str, ...] = ()
    requirements: tuple[tuple[str, Said], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    costs: tuple[Cost, ...] = ()
    output: Said = ()
    output_type: str = ""
    promised: Limit | None = None
    statutory: Limit | None = None
    codes: tuple[tuple[str, str], ...] = ()  # extension fields of the implementation list


MORE = (
    "catalog_code",
    "item_type",
    "exercise_level",
    "authority_nature",
    "case_type",
    "power_source",
    "central_guiding_dept",
    "onsite_visits",
    "online_depth",
    "cross_region",
    "quota",
    "is_e_licence",
    "validity",
    "commitment_allowed",
    "tolerance_allowed",
    "auto_approve",
)


def offers(service: Service, place: Place) -> list[Offer]:
    """A service of a pack and its items."""
    return [_joint(service, place), *(_single(service, item, place) for item in service.items)]


def _said(service: Service, key: str) -> Said:
    return tuple((one, service.texts[one][key]) for one in LOCALES if service.texts[one].get(key))


def region(place: Place, unit: str) -> str:
    """The region of a unit; the place itself for a unit it does not name."""
    return next((one.region for one in place.units if one.id == unit), place.id)


def _joint(service: Service, place: Place) -> Offer:
    return Offer(
        id=service.id,
        identifier=service.id,
        title=_said(service, "name"),
        description=_said(service, "summary"),
        authority=service.lead,
        region=region(place, service.lead),
        status=service.status,
        sector=service.sector,
        domain=service.domain,
        audience=tuple(sorted(service.audience)),
        events=tuple(sorted(service.events)),
        keywords=_said(service, "keywords"),
        parts=tuple(sorted(f"{service.id}/{item.id}" for item in service.items)),
        statutory=service.joint_limit,
        codes=(("version", service.version),),
    )


def _single(service: Service, item: Item, place: Place) -> Offer:
    at = f"items.{item.id}"
    phones = [remedy.phone for remedy in item.remedies if remedy.kind == "consult"]
    return Offer(
        id=f"{service.id}/{item.id}",
        identifier=item.task_code or item.id,
        title=_said(service, f"{at}.name"),
        description=_said(service, f"{at}.summary"),
        authority=item.authority,
        region=region(place, item.authority),
        status=service.status,
        sector=service.sector,
        domain=service.domain,
        audience=tuple(sorted(item.audience)),
        events=tuple(sorted(service.events)),
        requires=tuple(sorted(f"{service.id}/{other}" for other in item.requires)),
        channels=tuple(sorted(item.handling_forms)),
        phone=next(iter(phones), ""),
        laws=tuple(sorted({f"{law.id} {law.article}".strip() for law in item.legal_basis})),
        requirements=tuple(
            sorted((one, _said(service, f"{at}.conditions.{one}")) for one in item.conditions)
        ),
        evidence=tuple(sorted(_evidence(service, item), key=lambda one: one.id)),
        costs=tuple(sorted(_costs(item), key=lambda one: one.id)),
        output=_said(service, f"{at}.result"),
        output_type=item.result_type,
        promised=item.promised_limit,
        statutory=item.statutory_limit,
        codes=tuple((name, str(getattr(item, name))) for name in sorted(MORE)),
    )


def _evidence(service: Service, item: Item) -> list[Evidence]:
    return [
        Evidence(
            one.id,
            _said(service, f"items.{item.id}.materials.{one.id}"),
            f"{one.basis.id} {one.basis.article}".strip(),
            one.copy_type,
            one.medium,
            one.necessity,
            one.source_channel,
            one.issuing_body,
            one.register,
        )
        for one in item.materials
    ]


def _costs(item: Item) -> list[Cost]:
    return [Cost(one.id, one.standard, f"{one.basis.id} {one.basis.article}".strip()) for one in item.fees]
