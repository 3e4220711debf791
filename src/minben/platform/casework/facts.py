"""Facts between the form, the vault and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import intake
from minben.kernel.pack import Place, Register
from minben.platform.casework.models import Case
from minben.platform.journal import vault

SIGNED_IN = "person.id_number"  # what signing in itself proves


REGISTERS = "_registers"  # within the sealed facts: what registers said and the applicant disputes


def sealed(case: Case) -> dict[str, Any]:
    """Everything that is sealed with a case."""
    return vault.unseal(case.person, case.sealed)


def of_case(case: Case) -> dict[str, str]:
    """Element -> answer as text; vault.Erased when the person's key was destroyed."""
    return {name: value for name, value in sealed(case).items() if name != REGISTERS}


def certified(case: Case, place: Place) -> dict[str, str]:
    """What a decision without a person, and a certificate, may rest on: on what a register keeps, only its own word.

    Saying "this is wrong" or "no, do not look" must never turn one's own word into a register's.
    """
    kept = sealed(case)
    overruled = kept.pop(REGISTERS, {})
    registers = {name for source in place.sources for name in source.gives}
    own = {name: value for name, value in kept.items() if name in case.sources or name not in registers}
    return {**own, **({SIGNED_IN: case.person} if SIGNED_IN in kept else {}), **overruled}


def day_of(place: Place, moment: datetime) -> date:
    """The moment's day in the place: the one whose law is asked."""
    return moment.astimezone(ZoneInfo(place.calendar.zone)).date()


def for_rules(place: Place, answers: Mapping[str, str], moment: datetime) -> dict[str, Any]:
    """Answers as typed, nested values: `person.age` becomes {"person": {"age": …}}; `application.date` is local.

    Answers that do not fit their element's type are left out: a rule then sees null, never a wrong type.
    """
    facts: dict[str, Any] = {"application": {"date": day_of(place, moment)}}
    for name, raw in answers.items():
        element = place.elements.get(name)
        value = intake.check_answer(element, raw) if element is not None else raw
        if isinstance(value, intake.Problem):
            continue
        *path, last = name.split(".")
        inner = facts
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return facts


def of_record(register: Register, record: Mapping[str, str]) -> dict[str, Any]:
    """A register's record with its booleans and numbers typed; an empty field is null."""
    return {name: _typed(register.fields.get(name, "text"), value) for name, value in record.items()}


def _typed(kind: str, value: str) -> Any:
    if value == "":
        return None
    if kind == "boolean":
        return value == "true"
    return Decimal(value) if kind == "number" else value


def flat(found: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """What rules found, by dotted names and as text (`{"allowance": {"tier": "80"}}` -> `allowance.tier`)."""
    named: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, Mapping):
            named |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            named[f"{prefix}{name}"] = str(value)
    return named
