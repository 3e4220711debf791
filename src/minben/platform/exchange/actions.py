"""Consent, reading registers with purpose and basis, disputing. Every reading is journalled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from minben.kernel.intake import Source
from minben.kernel.pack import Place
from minben.platform.exchange.models import Consent, Dispute, Reading
from minben.platform.exchange.ports import RegisterConnector, Unavailable
from minben.platform.identity.queries import in_practice
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act

PRACTICE = "minben.platform.exchange.contrib.folder.connector"


def connector() -> RegisterConnector:
    """The configured connector; in a sandbox the invented registers of the place pack, never real people's."""
    return import_string(PRACTICE if in_practice() else settings.MINBEN_REGISTERS)()


@act("exchange.consent")
def give_consent(
    record: Record, service: str, registers: Mapping[str, Sequence[str]], refused: Sequence[str] = ()
) -> int:
    """Record which registers may be asked which fields for this service; answers the consent's id."""
    row = consent_row(record, service, registers, refused)
    record.about("consent", str(row.pk), service=service, registers=row.registers, refused=row.refused)
    return row.pk


def consent_row(
    record: Record, service: str, registers: Mapping[str, Sequence[str]], refused: Sequence[str]
) -> Consent:
    """The consent itself, inside the caller's act."""
    return Consent.objects.create(
        person=record.actor.principal,
        account=record.actor.account,
        service=service,
        registers={name: list(fields) for name, fields in registers.items()},
        refused=list(refused),
        given_at=record.now,
    )


@act("exchange.revoke")
def revoke_consent(record: Record, consent: int) -> bool:
    """Withdraw a consent; nothing is read on it afterwards."""
    rows = Consent.objects.filter(pk=consent, person=record.actor.principal, revoked_at=None)
    record.about("consent", str(consent), revoked=rows.count())
    return rows.update(revoked_at=record.now) > 0


@act("exchange.dispute")
def dispute(record: Record, register: str, element: str, case: str = "") -> int:
    """Say that a register's answer is wrong."""
    row = dispute_row(record, register, element, case)
    record.about("dispute", str(row.pk), register=register, element=element, case=case)
    return row.pk


def dispute_row(
    record: Record, register: str, element: str, case: str, *, told: str = "", said: str = ""
) -> Dispute:
    """The dispute itself, inside the caller's act; saying it again replaces what was said.

    `told`: what the register answered; `said`: what the person says is right. The keeper reads both.
    """
    person = record.actor.principal
    row = Dispute.objects.filter(person=person, register=register, element=element, case=case).first()
    row = row or Dispute(person=person, register=register, element=element, case=case)
    row.said_at, row.sealed = record.now, vault.seal(person, {"told": told, "said": said})
    row.save()
    return row


def carry_disputes(draft: str, case: str) -> int:
    """What was disputed on a form belongs to the case it became (inside the caller's act)."""
    return Dispute.objects.filter(case=draft).update(case=case)


@act("exchange.read")
def fetch(
    record: Record,
    place: Place,
    order: Sequence[tuple[str, str]],
    known: Mapping[str, str],
    *,
    consent: int | None,
    person: str,
    purpose: str,
    case: str = "",
) -> dict[str, dict[str, str]]:
    """Ask registers in this order ((element, register) pairs); answers element -> {value, register, read_at}.

    Each register is asked once for all its elements. A register that does not answer or has no record leaves its
    elements out: the applicant is asked instead.
    """
    answers: dict[str, dict[str, str]] = {}
    have = dict(known)
    for register in dict.fromkeys(name for _, name in order):
        wanted = [element for element, name in order if name == register]
        found = _ask(record, place, register, wanted, have, consent, person, purpose, case)
        have.update(found)
        stamp = record.now.isoformat()
        answers.update(
            {name: {"value": value, "register": register, "read_at": stamp} for name, value in found.items()}
        )
    asked = {register: [e for e, name in order if name == register] for _, register in order}
    record.about("reading", case or purpose, registers=asked, purpose=purpose)
    record.seal(person, values={name: answer["value"] for name, answer in answers.items()})
    return answers


def _ask(
    record: Record,
    place: Place,
    register: str,
    wanted: list[str],
    have: Mapping[str, str],
    consent: int | None,
    person: str,
    purpose: str,
    case: str,
) -> dict[str, str]:
    source = _source(place, register, wanted, have)
    if source is None:
        return {}
    key = {field: have[element] for element, field in source.key.items()}
    try:
        found = connector().look_up(register, key)
    except Unavailable:
        found = None
    values = (
        {element: found[source.gives[element]] for element in wanted if element in source.gives}
        if found
        else {}
    )
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    Reading.objects.create(
        consent_id=None if source.duty else consent,
        person=person,
        register=register,
        fields=wanted,
        purpose=purpose,
        basis=source.basis,
        case=case,
        reader=record.actor.account,
        found=found is not None,
        digest=digest,
        read_at=record.now,
    )
    return {element: value for element, value in values.items() if value != ""}


def _source(place: Place, register: str, wanted: list[str], have: Mapping[str, str]) -> Source | None:
    for source in place.sources:
        if source.register == register and set(wanted) & set(source.gives) and set(source.key) <= set(have):
            return source
    return None
