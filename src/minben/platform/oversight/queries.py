"""What the pages of oversight list: cases behind a figure, groups by department and by line, names for people.

Serves the views. No personal fact is read here; the inspector's trail has its own queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel.pack import Place
from minben.platform.casework.models import OPEN_STATUS, Case, Clock
from minben.platform.catalogue.queries import current_place, pinned, services
from minben.platform.identity.models import Unit
from minben.platform.identity.queries import staff_names
from minben.platform.supervision.facts import Slice, of_slice
from minben.platform.supervision.measures import CaseFact, ItemFact, Whereabouts, where

CLOSED_SHOWS: dict[str, Callable[[CaseFact], bool]] = {
    "all": lambda _fact: True,
    "late": lambda fact: any(item.late for item in fact.items),
    "bad": lambda fact: not fact.by_default and (fact.satisfaction or 0) > 3,
    "complained": lambda fact: fact.complaints > 0,
    "carded": lambda fact: fact.cards > 0,
    "corrected": lambda fact: fact.corrections > 0,
    "denied": lambda fact: any(item.outcome == "denied" for item in fact.items),
    "visited": lambda fact: fact.visits > 0,
}
OPEN_SHOWS = ("open", "overdue")
GROUPS = ("unit", "region", "line", "service")


@dataclass(frozen=True)
class Names:
    """Names of units, services, items, rules and staff in one language."""

    place: Place
    locale: str
    staff: dict[str, str] = field(default_factory=dict)

    def text(self, key: str, otherwise: str = "") -> str:
        """A sentence of the place."""
        return self.place.texts[self.locale].get(key, otherwise or key.rpartition(".")[2])

    def unit(self, code: str) -> str:
        return self.text(f"units.{code}", code)

    def rule(self, rule: str) -> str:
        return self.text(f"rules.{rule}.name", rule)

    def service(self, id: str) -> str:  # noqa: A002 - the pack's own word
        service = self.place.services.get(id)
        return service.say("name", self.locale) if service is not None else id

    def item(self, service: str, item: str) -> str:
        """The item's name, or the whole service's when no item is named."""
        found = self.place.services.get(service)
        key = f"items.{item}.name"
        return (
            found.texts[self.locale].get(key, item) if found is not None and item else self.service(service)
        )

    def person(self, account: str) -> str:
        """A member of staff by name; the platform itself; an applicant's account as it stands."""
        return _("The platform") if account == "system" else self.staff.get(account, account)


def names(locale: str) -> Names:
    """Names under the place in force."""
    return Names(current_place(), locale, staff_names())


def offered() -> list[str]:
    """Services in force."""
    return [found.id for found in services()]


# --- groups ---


def groups(facts: Iterable[CaseFact], by: str) -> list[Whereabouts]:
    """Decided items by unit, by regional parent (塊), by sector line (條) or by service, slowest first."""
    units = {unit.code: unit for unit in Unit.objects.all()}

    def key(case: CaseFact, item: ItemFact) -> str:
        if by == "service":
            return case.service
        unit = units.get(item.unit)
        if by == "unit" or unit is None:
            return item.unit
        return unit.region_parent if by == "region" else unit.sector_parent

    return where(facts, key)


def group_name(names_: Names, by: str, key: str) -> str:
    """A group in words."""
    if by == "service":
        return names_.service(key)
    prefixes = {"unit": "units", "region": "regions", "line": "lines"}
    found = names_.text(f"{prefixes[by]}.{key}", key)
    return found if found != key else names_.unit(key)


def members(by: str, key: str) -> tuple[str, ...]:
    """The units of a group; none for a service."""
    if by == "service":
        return ()
    if by == "unit":
        return (key,)
    column = "region_parent" if by == "region" else "sector_parent"
    return tuple(Unit.objects.filter(**{column: key}).values_list("code", flat=True))


# --- the cases behind a figure ---


@dataclass(frozen=True)
class CaseLine:
    """One case in a list: nothing about the person."""

    number: str
    service: str
    submitted_at: datetime
    closed_at: datetime | None
    days: float
    cards: int = 0
    complaints: int = 0


def case_lines(show: str, which: Slice, month: str, moment: datetime, zone: Any) -> list[CaseLine]:
    """The cases behind a figure, the longest first."""
    if show in OPEN_SHOWS:
        return _open_lines(show, which, moment)
    wanted = CLOSED_SHOWS[show]
    found = [
        CaseLine(
            fact.number,
            fact.service,
            fact.submitted_at,
            fact.closed_at,
            fact.days,
            fact.cards,
            fact.complaints,
        )
        for fact in of_slice(which)
        if wanted(fact) and month in ("", f"{fact.closed_at.astimezone(zone):%Y-%m}")
    ]
    return sorted(found, key=lambda line: -line.days)


def _open_lines(show: str, which: Slice, moment: datetime) -> list[CaseLine]:
    rows = Case.objects.filter(status__in=OPEN_STATUS)
    rows = rows.filter(service=which.service) if which.service else rows
    if which.units:
        rows = rows.filter(tasks__open=True, tasks__unit__in=which.units)
    if show == "overdue":
        late = Clock.objects.filter(scope="promise", ended_at=None, due_at__lt=moment).values("case_id")
        rows = rows.filter(pk__in=late)
    return [
        CaseLine(
            row.number,
            row.service,
            row.submitted_at,
            None,
            (moment - row.submitted_at).total_seconds() / 86400,
        )
        for row in rows.distinct().order_by("submitted_at")
    ]


def service_of(case: Case) -> Any:
    """The pinned service of a case."""
    return pinned(case.pack, case.service)[1]
