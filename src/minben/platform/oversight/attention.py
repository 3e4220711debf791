"""Which services deserve a look although nobody complained: not used online, stuck below online, heavy and unchanged.

Serves leaders. Each finding says its evidence; the rules are few, and the page states them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from minben.kernel.pack import Item, Service
from minben.kernel.worktime import Limit
from minben.platform.casework.models import Case
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.queries import Published

WHOLE = "4"  # depth of the online service: from beginning to end
HEAVY_THINGS, HEAVY_DAYS, LONG = 3, 10, 365  # things to bring, working days promised, days without a change
SELDOM = 0.2  # of the cases of a service come online: below it the way online is not used


@dataclass(frozen=True)
class Usage:
    """Cases of one service since a moment, and how many of them came through the site."""

    service: str
    cases: int
    online: int

    @property
    def share(self) -> float | None:
        return self.online / self.cases if self.cases else None

    @property
    def seldom(self) -> bool:
        """Whether the way online is there and hardly anybody goes it."""
        return self.share is None or self.share < SELDOM


def usage(since: datetime) -> list[Usage]:
    """Every service in force with its cases since then, the least used online first."""
    rows = Case.objects.filter(submitted_at__gte=since).values("service")
    counted = rows.annotate(cases=Count("id"), online=Count("id", filter=Q(channel="portal")))
    found = {row["service"]: Usage(row["service"], row["cases"], row["online"]) for row in counted}
    every = [found.get(one.id, Usage(one.id, 0, 0)) for one in catalogue.services()]
    return sorted(every, key=lambda one: (one.share or 0.0, one.service))


def is_online(service: Service) -> bool:
    """Whether all of it can be done online."""
    return all(item.more.get("is_online") == "true" for item in service.items)


def blocks(item: Item) -> list[str]:
    """What keeps an item from being online from beginning to end; empty when nothing does."""
    found = []
    if item.more.get("is_online") != "true":
        found.append("not_online")
    if item.onsite_visits:
        found.append("visit")
    if any(material.medium == "paper" for material in item.materials):
        found.append("paper")
    if item.online_depth != WHOLE:
        found.append("depth")
    return found


def stuck(services: list[Published]) -> Iterator[tuple[Published, Item, list[str]]]:
    """Items that are not online from beginning to end, each with what is in the way."""
    for one in services:
        for item in one.service.items:
            if found := blocks(item):
                yield one, item, found


def burdens(item: Item) -> dict[str, int]:
    """What makes an item heavy for whoever applies: kind -> how much."""
    things = sum(not material.register for material in item.materials)
    found = {"things": things if things >= HEAVY_THINGS else 0, "visits": item.onsite_visits}
    found["days"] = _workdays(item.promised_limit) if _workdays(item.promised_limit) > HEAVY_DAYS else 0
    return {kind: number for kind, number in found.items() if number}


def _workdays(limit: Limit) -> int:
    """Roughly, to compare."""
    return round(
        limit.value * {"hour": 1 / 8, "day": 5 / 7, "workday": 1, "month": 21, "year": 250}[limit.unit]
    )


def unchanged(one: Published, day: date) -> int:
    """Days since the newest version of the service came into force."""
    rows = catalogue.versions(one.id)
    stated = date.fromisoformat(one.service.effective_from)
    since = stated if len(rows) < 2 else max(stated, rows[0].published_at.date())
    return (day - since).days


def heavy(services: list[Published], day: date) -> Iterator[tuple[Published, Item, dict[str, int], int]]:
    """Heavy items of services that have not changed for a year or longer, with their burdens and the days since."""
    for one in services:
        days = unchanged(one, day)
        for item in one.service.items if days >= LONG else ():
            if found := burdens(item):
                yield one, item, found, days
