"""The whole trail of a case for the inspector: every entry, what it changed, and the proof that it stands unaltered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from minben.kernel import ledger
from minben.platform.casework.models import Case, Draft
from minben.platform.journal import queries as journal
from minben.platform.journal import vault
from minben.platform.journal.models import Entry

READING_ACTS = ("journal.read", "exchange.read")
# What an event of the process makes of an item: the status after it.
AFTER = {
    "open": "received",
    "accept": "accepted",
    "deem_accepted": "accepted",
    "request_correction": "correction_requested",
    "answer_correction": "received",
    "stop": "suspended_special",
    "resume": "accepted",
    "granted": "granted",
    "denied": "denied",
}


@dataclass(frozen=True)
class Change:
    """What an entry did to one item: the status before and after."""

    item: str
    before: str
    after: str


@dataclass(frozen=True)
class TrailEntry:
    """One entry of the journal about a case. `intact`: its leaf still commits to the stored row."""

    entry: Entry
    changes: tuple[Change, ...]
    facts: dict[str, Any]
    intact: bool

    @property
    def sealed(self) -> bool:
        return bool(self.entry.sealed)


def of_case(case: Case) -> list[TrailEntry]:
    """Every entry about the case, its form, its cards, urgings, complaints and follow-ups, in order."""
    drafts = list(Draft.objects.filter(case=case.number).values_list("number", flat=True))
    about = Q(kind="case", ref=case.number) | Q(kind__in=("draft", "reading"), ref__in=drafts)
    about |= Q(kind__in=("card", "urging", "complaint", "follow_up", "document"), facts__case=case.number)
    about |= Q(kind="reading", ref=case.number)
    rows = Entry.objects.filter(about).order_by("number")
    kind = journal.suite()
    status: dict[str, str] = {}
    return [
        TrailEntry(
            row,
            tuple(_changes(row, status)),
            {key: value for key, value in row.facts.items() if key != "events"},
            ledger.leaf_hash(journal.canonical(row), kind) == bytes(row.leaf),
        )
        for row in rows
    ]


def _changes(row: Entry, status: dict[str, str]) -> Iterator[Change]:
    for event in row.facts.get("events", []):
        item, word = event.get("item", ""), event["activity"].rpartition(".")[2]
        after = AFTER.get(word)
        if item and after and status.get(item, "") != after:
            yield Change(item, status.get(item, ""), after)
            status[item] = after


@dataclass(frozen=True)
class Proved:
    """One entry with its proof of inclusion, verified here against the head it names."""

    entry: Entry
    proof: journal.Proof
    intact: bool
    included: bool


def prove(number: int) -> Proved | None:
    """The entry with this number, its leaf recomputed and its path verified up to the root."""
    row = Entry.objects.filter(number=number).first()
    if row is None:
        return None
    proof, kind = journal.proof(row), journal.suite()
    leaf = ledger.leaf_hash(journal.canonical(row), kind)
    root = ledger.parse_checkpoint(proof.note).root
    included = ledger.verify_inclusion(leaf, proof.number, proof.size, list(proof.path), root, kind)
    return Proved(row, proof, leaf == bytes(row.leaf), included)


def service_of(row: Entry) -> str:
    """The service of the case or form an entry is about; empty when it is about none."""
    number = row.facts.get("case") or row.ref
    found = Case.objects.filter(number=number).values_list("service", flat=True).first()
    return found or Draft.objects.filter(number=number).values_list("service", flat=True).first() or ""


def opened(row: Entry) -> dict[str, Any]:
    """The sealed facts of an entry; empty when the person's key was destroyed."""
    try:
        return vault.unseal(row.subject, row.sealed)
    except vault.Erased:
        return {}


def readings(since: datetime, reader: str = "") -> Any:
    """Every reading of personal or sensitive data since then, newest first."""
    rows = Entry.objects.filter(act__in=READING_ACTS, happened_at__gte=since).order_by("-number")
    return rows.filter(actor=reader) if reader else rows
