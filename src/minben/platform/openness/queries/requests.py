"""Requests for information: each requester's own, each office's, and what everybody may read of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minben.kernel.worktime import Calendar, Due, Extension, Limit, Stop
from minben.platform.catalogue import queries as catalogue
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor
from minben.platform.openness import information_law as law
from minben.platform.openness.models import InformationRequest

OPEN, CORRECTION, ANSWERED, GIVEN_UP = "open", "correction", "answered", "given_up"


def calendar(row: InformationRequest) -> Calendar:
    """While it is open, by the notice in force; once answered, by the one the reply was due by."""
    if row.state == ANSWERED:
        return catalogue.calendar(row.pack, row.calendar)
    return catalogue.calendar_in_force(row.pack)


def due(row: InformationRequest) -> Due:
    """When the reply is due, and why."""
    return due_by(row, calendar(row))


def due_by(row: InformationRequest, known: Calendar) -> Due:
    """When it is due by this calendar."""
    return law.reply_due(row.counted_from, stops(row), extensions(row), catalogue.place(row.pack), known)


def stops(row: InformationRequest) -> list[Stop]:
    """Times that are not counted."""
    return [
        Stop(_when(one["start"]), _when(one["end"]) if one["end"] else None, law.THIRD_PARTY, one["basis"])
        for one in row.stops
    ]


def extensions(row: InformationRequest) -> list[Extension]:
    """The one extension, if it was granted."""
    return [
        Extension(_when(one["at"]), Limit(one["days"], "workday", f"{law.LAW} 33"), one["reason"])
        for one in row.extensions
    ]


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def waiting(row: InformationRequest) -> bool:
    """Whether the clock stands still for a third party."""
    return any(one["end"] is None for one in row.stops)


@dataclass(frozen=True)
class Asked:
    """A request as those may read it who are concerned. `said` is empty when the person's key was erased."""

    row: InformationRequest
    said: dict[str, Any]
    reply: dict[str, Any]

    @property
    def due(self) -> Due:
        """When the reply is due, and why."""
        return due(self.row)

    @property
    def topic(self) -> str:
        """What it is about, in the requester's words."""
        return str(self.said.get("topic", self.row.number))


def _opened(rows: Iterable[InformationRequest]) -> list[Asked]:
    found = list(rows)
    said = vault.unseal_many([(one.person, bytes(one.sealed)) for one in found])
    replies = vault.unseal_many([(one.person, bytes(one.reply)) for one in found])
    return [Asked(*one) for one in zip(found, said, replies, strict=True)]


def own(person: str) -> list[Asked]:
    """What this person asked, newest first."""
    return _opened(InformationRequest.objects.filter(person=person).order_by("-id")) if person else []


def own_one(person: str, number: str) -> Asked | None:
    """One request of this person, or None."""
    return next(iter(_opened(InformationRequest.objects.filter(person=person, number=number))), None)


def of_units(actor: Actor) -> list[Asked]:
    """Requests to the actor's units: open ones by due date (those that stand still last), then the newest."""
    rows = _opened(InformationRequest.objects.filter(unit__in=actor.units).order_by("-id"))
    return sorted(rows, key=_urgency)


def _urgency(one: Asked) -> tuple[int, float]:
    if one.row.state not in (OPEN, CORRECTION):
        return 2, -one.row.pk
    at = one.due.at if one.row.state == OPEN else None
    return (0, at.timestamp()) if at is not None else (1, one.row.pk)


def of_unit(actor: Actor, number: str) -> Asked | None:
    """One request to a unit of the actor, or None."""
    rows = InformationRequest.objects.filter(unit__in=actor.units, number=number)
    return next(iter(_opened(rows)), None)


@dataclass(frozen=True)
class Counts:
    """What became of all requests. Replies are acts of offices, so their numbers are shown as they are."""

    asked: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    in_time: int
    extended: int

    @property
    def answered(self) -> int:
        """How many got a reply."""
        return sum(self.outcomes.values())


def counts() -> Counts:
    """Over all requests of the tenant."""
    rows = list(InformationRequest.objects.defer("sealed", "reply"))
    done = [one for one in rows if one.state == ANSWERED]
    outcomes, reasons = Counter(one.outcome for one in done), Counter(one.reason for one in done)
    return Counts(
        len(rows),
        {outcome: outcomes[outcome] for outcome in law.OUTCOMES},
        {reason: reasons[reason] for reason in law.REASONS},
        sum(one.answered_at <= one.due_at for one in done if one.answered_at and one.due_at),
        sum(bool(one.extensions) for one in rows),
    )


def published(limit: int = 100) -> list[InformationRequest]:
    """Replies that everybody may read, newest first: nothing of the requester is taken from them."""
    rows = InformationRequest.objects.filter(state=ANSWERED).exclude(public_question="")
    return list(rows.defer("sealed", "reply").order_by("-answered_at", "-id")[:limit])
