"""Receipts: that an application is in the record, provable to anyone without showing anything personal (R95).

The code on a receipt is the leaf of the submission's entry: a hash over the whole row, so nobody can guess it, and
whoever holds it can see that the row still says the same and that the log contains it (RFC 9162).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from minben.kernel import ledger
from minben.platform.casework.models import Case
from minben.platform.identity.queries import in_practice
from minben.platform.journal import queries as journal
from minben.platform.journal.keys import signer
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import current_tenant


@dataclass(frozen=True)
class Receipt:
    """What stands on a receipt: the entry's number, its moment, and the code that proves it."""

    number: int
    at: datetime
    code: str


def of(case: Case) -> Receipt | None:
    """The receipt of a case, from the entry with which it began."""
    entry = _entry(case.number)
    return None if entry is None else Receipt(entry.number, entry.recorded_at, bytes(entry.leaf).hex())


def _entry(number: str) -> Entry | None:
    """The entry of the act with which the case began: its first."""
    return journal.entries("case", number).first()


@dataclass(frozen=True)
class Checked:
    """A receipt held against the record: `unaltered` (the row still gives this leaf), `included` (the log holds it)."""

    tenant: str
    number: int
    at: datetime
    unaltered: bool
    included: bool
    proof: journal.Proof
    suite: str
    signature: str  # hex over the checkpoint; empty until the next head is signed
    public_key: str

    @property
    def sound(self) -> bool:
        return self.unaltered and self.included

    def as_json(self) -> dict[str, Any]:
        """The proof for whoever trusts nobody: leaf, path and checkpoint in hexadecimal and text."""
        return {
            "what": "Inclusion proof (RFC 9162) of the entry with which an application was received",
            "tenant": self.tenant,
            "entry": self.number,
            "recorded_at": self.at.astimezone(UTC).isoformat(),
            "suite": self.suite,
            "leaf": self.proof.leaf.hex(),
            "path": [step.hex() for step in self.proof.path],
            "size": self.proof.size,
            "checkpoint": self.proof.note,
            "signature": self.signature,
            "public_key": self.public_key,
        }


def check(number: str, code: str) -> Checked | None:
    """Hold a receipt against the record of the tenant in force; None when no application has this number and code."""
    entry = None if in_practice() else _entry(number)  # what was sent in practice was never sent
    if entry is None or not hmac.compare_digest(bytes(entry.leaf).hex().encode(), code.encode()):
        return None
    suite, head = journal.suite(), journal.latest_head()
    covers = head is not None and head.size > entry.number
    proof = journal.proof(entry, head.size if head is not None and covers else None)
    root = ledger.parse_checkpoint(proof.note).root
    return Checked(
        current_tenant(),
        entry.number,
        entry.recorded_at,
        ledger.leaf_hash(journal.canonical(entry), suite) == proof.leaf,
        ledger.verify_inclusion(proof.leaf, entry.number, proof.size, proof.path, root, suite),
        proof,
        suite.name,
        bytes(head.signature).hex() if head is not None and covers else "",
        signer().public_key().decode(),
    )
