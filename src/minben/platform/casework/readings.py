"""Who looked at a person's data in one case: every question to a register, every reading by staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from minben.platform.casework.models import Case, Draft
from minben.platform.exchange import queries as exchange
from minben.platform.identity.queries import held_posts
from minben.platform.journal.queries import entries


@dataclass(frozen=True)
class Looked:
    """One reading. `who` is a unit's code, "applicant" or "rules"; `register` is empty when the case was read.

    `fields` are element ids (or the item's id for a whole case page); `purpose` a service's or an item's id.
    """

    at: datetime
    who: str
    register: str
    fields: Sequence[str]
    purpose: str
    basis: str
    found: bool = True
    consented: bool = True


def looked(case: Case) -> list[Looked]:
    """Everybody who looked, newest first. Nobody's name is in it: an officer stands for the unit."""
    drafts = Draft.objects.filter(person=case.person, case=case.number).values_list("number", flat=True)
    asked = [
        Looked(
            row.read_at,
            _reader(case, row.reader),
            row.register,
            row.fields,
            row.purpose,
            row.basis,
            row.found,
            row.consent_id is not None,
        )
        for number in [*drafts, case.number]
        for row in exchange.readings(case.person, number)
    ]
    read = [
        Looked(
            entry.happened_at, entry.unit or _reader(case, entry.actor), "",
            entry.facts.get("fields", []), entry.facts.get("purpose", ""), "",
        )
        for entry in entries("case", case.number).filter(act="journal.read")
    ]  # fmt: skip
    return sorted([*asked, *read], key=lambda one: one.at, reverse=True)


def _reader(case: Case, account: str) -> str:
    """Who an account stands for: the applicant, the rules of the platform, or the first unit it works for."""
    if account == "system":
        return "rules"
    if account == case.account and case.channel != "counter":  # at the counter an officer filed
        return "applicant"
    posts = held_posts(account)
    return posts[0].unit if posts else "applicant"
