"""Finding services: by need, by words in either script, by sector, by department; loading pinned versions."""

from __future__ import annotations

import io
import math
import os
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Case, QuerySet, Value, When

from minben.kernel.pack import Place, Service, read_place
from minben.kernel.worktime import Calendar, corrected, parse_calendar
from minben.platform.catalogue import search
from minben.platform.catalogue.models import CalendarNotice, ImportedItem, Pack, PlaceInForce, Publication
from minben.platform.journal import memory
from minben.platform.journal.tenancy import current_tenant

MOST_PAIRS = 12  # of a question put to an imported catalogue at once
SECTORS = ("B", "C", "D", "E")  # A is all of them together: the centre of the model of public services


def place_locale(language: str) -> str:
    """The pack's locale for Django's language code."""
    return {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(language.lower(), "en")


@lru_cache(maxsize=8)
def place(digest: str) -> Place:
    """The place pack with this digest, read once per process."""
    return read_place(_unpacked(digest))


def _unpacked(digest: str) -> Path:
    """The pack's folder in the node's cache; written to a temporary name first, so it is whole or absent."""
    target = Path(settings.MINBEN_PACKS) / digest
    if not target.exists():
        archive = bytes(Pack.objects.get(pk=digest).archive)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            with zipfile.ZipFile(io.BytesIO(archive)) as packed:
                packed.extractall(Path(folder) / "pack")
            try:
                os.rename(Path(folder) / "pack", target)
            except OSError:
                if not target.exists():  # another process was first: its copy is the same
                    raise
    return target


def holds(digest: str) -> bool:
    """Whether this node has the pack."""
    return Pack.objects.filter(pk=digest).exists()


def in_force() -> str:
    """Digest of the place pack that the tenant uses now; empty before any was loaded."""
    row = PlaceInForce.objects.order_by("-since", "-id").first()
    return row.pack if row else ""


def current_place() -> Place:
    """The place pack the tenant uses now; LookupError before any was loaded."""
    row = PlaceInForce.objects.order_by("-since", "-id").first()
    if row is None:
        raise LookupError("No place is loaded: run `minben demo` or `minben place import PARCEL`.")
    return place(row.pack)


@dataclass(frozen=True)
class Published:
    """A service in force and what pins it."""

    publication: Publication
    service: Service
    place: Place

    @property
    def id(self) -> str:
        return self.service.id

    def say(self, key: str, locale: str) -> str:
        """A sentence of the service."""
        return self.service.say(key, locale)


def notice_in_force() -> str:
    """Digest of the tenant's newest calendar notice; empty when the packs' own calendars hold."""
    return memory.recall("calendar notice", _newest_notice)


def _newest_notice() -> str:
    return CalendarNotice.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def calendar(pack: str, notice: str) -> Calendar:
    """The pack's calendar with the years of that notice of the tenant."""
    return _corrected(current_tenant(), pack, notice) if notice else place(pack).calendar


def calendar_in_force(pack: str) -> Calendar:
    """The pack's calendar with the tenant's newest notice."""
    return calendar(pack, notice_in_force())


def notice_calendar(digest: str) -> Calendar:
    """The years that a notice states."""
    row = CalendarNotice.objects.filter(digest=digest).order_by("-id").first()
    if row is None:
        raise LookupError(f"There is no calendar notice {digest}.")
    return parse_calendar(f"notice {digest[:12]}", row.content)


@lru_cache(maxsize=64)
def _corrected(tenant: str, pack: str, notice: str) -> Calendar:
    """Never stale: packs and notices are named by the digest of their content."""
    del tenant  # part of the key: another tenant's notice is never read
    return corrected(place(pack).calendar, notice_calendar(notice))


def pinned(pack: str, service: str) -> tuple[Place, Service]:
    """The exact version a case was submitted under."""
    found = place(pack)
    return found, found.services[service]


def services() -> list[Published]:
    """Services in force, in the order of their ids."""
    rows = Publication.objects.filter(withdrawn_at=None).order_by("service")
    return [_published(row) for row in rows]


def service(id: str) -> Published | None:  # noqa: A002 - the pack's own word
    """One service in force, or None."""
    row = Publication.objects.filter(withdrawn_at=None, service=id).first()
    return None if row is None else _published(row)


def versions(id: str) -> list[Publication]:  # noqa: A002
    """The service's publications, newest first: its history of changes."""
    return list(Publication.objects.filter(service=id).order_by("-published_at"))


def published_ever() -> list[tuple[str, str]]:
    """(pack, service) of every version that was in force at some time: what running cases may be pinned to."""
    return list(Publication.objects.order_by("pack", "service").values_list("pack", "service").distinct())


def _published(row: Publication) -> Published:
    found_place, found = pinned(row.pack, row.service)
    return Published(row, found, found_place)


@dataclass(frozen=True)
class Need:
    """What a person looks for: words, a life or business event, a sector, a department."""

    words: str = ""
    event: str = ""
    sector: str = ""
    department: str = ""


def find(need: Need) -> list[Published]:
    """Services that meet every given part of the need; by words, the one that fits best comes first."""
    meeting = {found.id: found for found in services() if _meets(found, need)}
    if not need.words:
        return list(meeting.values())
    worths = [(name, search.worth(need.words, _names(found))) for name, found in meeting.items()]
    return [meeting[name] for name in search.best(worths)]


def _meets(found: Published, need: Need) -> bool:
    wanted = found.service
    if need.event and need.event not in wanted.events:
        return False
    if need.sector not in ("", "A", wanted.sector):
        return False
    return not need.department or need.department in {item.authority for item in wanted.items}


def _names(found: Published) -> Sequence[search.Name]:
    return _named(found.publication.pack, found.id)


@lru_cache(maxsize=256)
def _named(pack: str, service: str) -> Sequence[search.Name]:
    """What a service is called, read once per version: never stale, packs are named by their digest."""
    where, wanted = pinned(pack, service)
    return search.names(_texts(where, wanted))


def _texts(where: Place, wanted: Service) -> Iterable[tuple[str, float]]:
    """Everything a searcher might type, in every language: names and synonyms, items, events, units, the summary."""
    for locale, texts in wanted.texts.items():
        yield texts.get("name", ""), 1.0
        yield from ((word, 1.0) for word in texts.get("keywords", "").split())
        yield from ((texts.get(f"items.{item.id}.name", ""), 0.9) for item in wanted.items)
        yield texts.get("summary", ""), 0.7
        names = where.texts.get(locale, {})
        yield from ((names.get(f"events.{event}", ""), 0.9) for event in wanted.events)
        yield from ((names.get(f"units.{item.authority}", ""), 0.6) for item in wanted.items)


def imported(need: Need, limit: int = 50, offset: int = 0) -> tuple[int, list[ImportedItem]]:
    """Items of imported catalogues that meet the need (words, department): how many, and one page of them."""
    rows = ImportedItem.objects.order_by("department", "code", "id")
    if need.event or need.sector:
        return 0, []  # the file says neither: nothing is invented
    if need.department:
        rows = rows.filter(department=need.department)
    exact = rows
    for word in search.fold(need.words).split():
        exact = exact.filter(search__contains=word)
    if need.words and not exact.exists():
        exact = _nearly(rows, sorted(search.said(need.words).pairs)[:MOST_PAIRS])
    return exact.count(), list(exact[offset : offset + limit])


def _nearly(rows: QuerySet[ImportedItem], pairs: Sequence[str]) -> QuerySet[ImportedItem]:
    """Items that say at least two thirds of the question's pairs of characters, those that say most first."""
    if len(pairs) < 2:
        return rows.none()
    each = [Case(When(search__contains=pair, then=Value(1)), default=Value(0)) for pair in pairs]
    told = rows.annotate(told=sum(each[1:], start=each[0]))
    return told.filter(told__gte=math.ceil(len(pairs) * 2 / 3)).order_by("-told", "department", "code", "id")


def imported_item(id: int) -> ImportedItem | None:  # noqa: A002 - the model's own word
    """One item of an imported catalogue."""
    return ImportedItem.objects.filter(pk=id).first()


def imported_departments() -> list[tuple[str, int]]:
    """Departments of imported catalogues with their number of items."""
    from django.db.models import Count

    rows = ImportedItem.objects.values_list("department").annotate(number=Count("id")).order_by("department")
    return [(str(name), int(number)) for name, number in rows]
