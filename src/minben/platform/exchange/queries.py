"""Who read what about whom, and on which consent."""

from __future__ import annotations

from collections.abc import Collection

from minben.platform.exchange.models import Consent, Dispute, Reading


def consents(person: str) -> list[Consent]:
    """A person's consents, newest first."""
    return list(Consent.objects.filter(person=person).order_by("-given_at"))


def readings(person: str, case: str = "") -> list[Reading]:
    """What registers were asked about a person (in one case, or ever), newest first."""
    rows = Reading.objects.filter(person=person).order_by("-read_at", "-id")
    return list(rows.filter(case=case) if case else rows)


def consent(id: int) -> Consent | None:  # noqa: A002 - the model's own word
    """A consent that still stands."""
    return Consent.objects.filter(pk=id, revoked_at=None).first()


def open_disputes(registers: Collection[str]) -> list[Dispute]:
    """Disputes about these registers that their keeper has not answered, oldest first."""
    rows = Dispute.objects.filter(register__in=list(registers), answered_at=None)
    return list(rows.order_by("said_at", "id"))


def disputes(person: str) -> list[Dispute]:
    """What a person disputes."""
    return list(Dispute.objects.filter(person=person).order_by("-said_at"))
