"""Which elements of the implementation list (實施清單, GB/T 39046) each item publishes, and which are missing.

Serves the public page (R83) and the open data. An element counts as published only when the pack states it; what the
file of an imported catalogue has no column for is missing in each of its items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from minben.kernel.pack import Item, Service
from minben.platform.catalogue.models import ImportedItem

Test = Callable[[Service, Item], object]


def _field(name: str) -> Test:
    return lambda _service, item: getattr(item, name)


def _stated(name: str) -> Test:
    return lambda _service, item: item.more.get(name)


def _remedy(kind: str) -> Test:
    return lambda _service, item: any(remedy.kind == kind for remedy in item.remedies)


def _always(_service: Service, _item: Item) -> bool:
    """The pack's checker refuses an item without it."""
    return True


# Element -> (label, whether the item publishes it), in the order of the standard's groups.
ELEMENTS: dict[str, tuple[object, Test]] = {
    "name": (_("name"), _always),
    "catalog_code": (_("basic code"), _field("catalog_code")),
    "task_code": (_("implementation code"), _field("task_code")),
    "item_type": (_("type of item"), _field("item_type")),
    "version": (_("version"), lambda service, _item: service.version),
    "published_at": (_("date of publication"), _stated("published_at")),
    "data_source": (_("source of the data"), _stated("data_source")),
    "legal_basis": (_("legal basis"), _field("legal_basis")),
    "power_source": (_("source of the power"), _field("power_source")),
    "exercise_level": (_("level of government"), _field("exercise_level")),
    "authority": (_("authority"), _field("authority")),
    "authority_nature": (_("nature of the authority"), _field("authority_nature")),
    "central_guiding_dept": (_("guiding department of its line"), _field("central_guiding_dept")),
    "authority_division": (_("division of powers"), _stated("authority_division")),
    "handling_unit": (_("handling unit"), _stated("handling_unit")),
    "jurisdiction": (_("jurisdiction"), _stated("jurisdiction")),
    "region_code": (_("region code"), _stated("region_code")),
    "statutory_limit": (_("limit by law"), _always),
    "promised_limit": (_("promised limit"), _always),
    "special_procedures": (_("special procedures that stop the clock"), _field("special_procedures")),
    "quota": (_("limit of numbers"), _field("quota")),
    "conditions": (_("conditions"), _field("conditions")),
    "process": (_("procedure"), _always),
    "stages": (_("handling steps"), _field("stages")),
    "materials": (_("materials with their basis"), _field("materials")),
    "blank_form": (_("blank form and filled sample"), _stated("blank_form")),
    "fees": (_("fees"), _always),
    "audience": (_("who it is for"), _field("audience")),
    "case_type": (_("decided at once or promised"), _field("case_type")),
    "handling_forms": (_("ways of applying"), _field("handling_forms")),
    "onsite_visits": (_("visits"), _always),
    "is_online": (_("whether it is online"), _stated("is_online")),
    "online_depth": (_("depth of the online service"), _field("online_depth")),
    "in_hall": (_("whether it is in the service hall"), _stated("in_hall")),
    "address": (_("address and hours"), _stated("address")),
    "cross_region": (_("where else it can be handed in"), _field("cross_region")),
    "appointment": (_("appointments"), _stated("appointment")),
    "mail_in": (_("handing in by post"), _stated("mail_in")),
    "mail_out": (_("result by post"), _stated("mail_out")),
    "result_type": (_("type of result"), _field("result_type")),
    "result_name": (_("name of the result"), _always),
    "result_sample": (_("sample of the result"), _stated("result_sample")),
    "is_e_licence": (_("whether the result is electronic"), _always),
    "has_intermediary": (_("intermediary services"), _stated("has_intermediary")),
    "consult": (_("where to ask"), _remedy("consult")),
    "complain": (_("where to complain"), _remedy("complain")),
    "reconsideration": (_("administrative reconsideration"), _remedy("reconsideration")),
    "litigation": (_("administrative litigation"), _remedy("litigation")),
    "faq": (_("frequent questions"), _field("faq")),
}


@dataclass(frozen=True)
class Disclosed:
    """What one item publishes of the elements."""

    service: Service
    item: Item
    missing: tuple[str, ...]

    @property
    def published(self) -> int:
        return len(ELEMENTS) - len(self.missing)

    @property
    def share(self) -> float:
        return self.published / len(ELEMENTS)


def disclosed(service: Service) -> list[Disclosed]:
    """Each item of a service."""
    return [
        Disclosed(
            service, item, tuple(key for key, (_label, test) in ELEMENTS.items() if not test(service, item))
        )
        for item in service.items
    ]


def by_authority(found: Iterable[Disclosed]) -> dict[str, float]:
    """Authority -> share of all elements of all its items that it publishes, the least complete first."""
    shares: dict[str, list[float]] = defaultdict(list)
    for one in found:
        shares[one.item.authority].append(one.share)
    means = {authority: sum(values) / len(values) for authority, values in shares.items()}
    return dict(sorted(means.items(), key=lambda pair: (pair[1], pair[0])))


# Element -> column of an imported catalogue that publishes it.
COLUMNS = {
    "name": "name",
    "task_code": "code",
    "item_type": "item_type",
    "authority": "department",
    "region_code": "region_code",
}


@dataclass(frozen=True)
class Elsewhere:
    """One department of an imported catalogue: its items, and for each element how many of them publish it."""

    source: str
    department: str
    items: int
    published: dict[str, int]

    @property
    def share(self) -> float:
        """Of all elements of all items."""
        return sum(self.published.values()) / (self.items * len(ELEMENTS))

    @property
    def missing(self) -> tuple[str, ...]:
        """Elements that none of its items publishes."""
        return tuple(key for key in ELEMENTS if not self.published.get(key))

    @property
    def partly(self) -> dict[str, int]:
        """Element -> how many items lack it, of those that only some publish."""
        return {key: self.items - number for key, number in self.published.items() if 0 < number < self.items}


def elsewhere() -> list[Elsewhere]:
    """The departments of imported catalogues, the least complete first."""
    counts = {key: Count("id", filter=~Q(**{column: ""})) for key, column in COLUMNS.items()}
    prefixed = {f"has_{key}": count for key, count in counts.items()}
    rows = ImportedItem.objects.values("source", "department").annotate(number=Count("id"), **prefixed)
    found = [
        Elsewhere(
            row["source"], row["department"], row["number"], {key: row[f"has_{key}"] for key in COLUMNS}
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.share, one.source, one.department))
