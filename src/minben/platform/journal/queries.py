"""Reading the record: the database's time, entries, heads, proofs, and whether anything was altered."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from minben.kernel import ledger
from minben.platform.journal.keys import signer
from minben.platform.journal.models import Entry, Head, Size
from minben.platform.journal.store import DatabaseNodes
from minben.platform.journal.tenancy import current_tenant

CLOCK = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%%Y-%%m-%%dT%%H:%%M:%%f', 'now')"}


def now() -> datetime:
    """The database's clock: the only clock of the platform (leases, deadlines and records agree on it)."""
    with connection.cursor() as cursor:
        cursor.execute("select " + CLOCK[connection.vendor], [])
        return as_moment(cursor.fetchone()[0])


def as_moment(said: datetime | str) -> datetime:
    """What CLOCK said, in UTC."""
    if isinstance(said, str):
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    return said.astimezone(UTC)


def canonical(entry: Entry) -> bytes:
    """The bytes that the leaf commits to: every column but the leaf itself, as sorted compact JSON (after RFC 8785)."""
    row = {
        "tenant": entry.tenant_id,
        "number": entry.number,
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "happened_at": entry.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "unit": entry.unit,
        "on_behalf_of": entry.on_behalf_of,
        "act": entry.act,
        "kind": entry.kind,
        "ref": entry.ref,
        "facts": entry.facts,
        "subject": entry.subject,
        "sealed": base64.b64encode(bytes(entry.sealed)).decode(),
    }
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entries(kind: str = "", ref: str = "") -> Any:
    """Entries in order, all or those of one object."""
    rows = Entry.objects.order_by("number")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(ref=ref) if ref else rows


def size() -> int:
    """Leaves in the tenant's log."""
    row = Size.objects.first()
    return 0 if row is None else row.size


def suite() -> ledger.Suite:
    """The tenant's hash suite, fixed when its log began."""
    row = Size.objects.first()
    return ledger.SUITES[row.suite if row else "sha256"]


def root(at: int | None = None) -> bytes:
    """The root hash over the first `at` leaves (all by default)."""
    return ledger.root(DatabaseNodes(), size() if at is None else at, suite())


def origin() -> str:
    """The log's name in checkpoints."""
    return f"minben/{current_tenant()}"


@dataclass(frozen=True)
class Proof:
    """Evidence that an entry is in the log: verifiable with the head alone."""

    number: int
    leaf: bytes
    path: tuple[bytes, ...]
    note: str
    size: int


def proof(entry: Entry, at: int | None = None) -> Proof:
    """Inclusion proof of an entry against the log as it stands, or as it was with `at` entries (a signed head)."""
    at = size() if at is None else at
    path = ledger.inclusion_proof(DatabaseNodes(), entry.number, at, suite())
    note = ledger.checkpoint(origin(), at, root(at))
    return Proof(entry.number, bytes(entry.leaf), tuple(path), note, at)


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking a whole log: `altered` lists entry numbers that no longer match."""

    size: int
    root: bytes
    altered: tuple[int, ...]
    missing: tuple[int, ...]
    bad_heads: tuple[int, ...]

    @property
    def sound(self) -> bool:
        return not (self.altered or self.missing or self.bad_heads)


def verify(progress: Callable[[float], None] | None = None) -> Verdict:
    """Recompute every leaf and every signed head from the stored rows; trusts nothing but the signatures."""
    total, kind = size(), suite()
    nodes = ledger.MemoryStore()
    altered: list[int] = []
    present: list[int] = []
    for entry in _all(total, progress):
        digest = ledger.leaf_hash(canonical(entry), kind)
        if digest != bytes(entry.leaf) or entry.number != len(present):
            altered.append(entry.number)
        ledger.append(nodes, len(present), digest, kind)
        present.append(entry.number)
    missing = tuple(sorted(set(range(total)) - set(present)))
    heads = tuple(
        head.size
        for head in Head.objects.order_by("size")
        if not _head_holds(head, nodes, len(present), kind)
    )
    return Verdict(total, ledger.root(nodes, len(present), kind), tuple(altered), missing, heads)


def _all(total: int, progress: Callable[[float], None] | None) -> Iterator[Entry]:
    for position, entry in enumerate(Entry.objects.order_by("number").iterator(chunk_size=1000)):
        if progress is not None and position % 200 == 0:
            progress(position / max(total, 1))
        yield entry


def _head_holds(head: Head, nodes: ledger.MemoryStore, available: int, kind: ledger.Suite) -> bool:
    if head.size > available or not signer().verify(head.note.encode(), bytes(head.signature)):
        return False
    return head.note == ledger.checkpoint(origin(), head.size, ledger.root(nodes, head.size, kind))


def latest_head() -> Head | None:
    """The newest signed head."""
    return Head.objects.order_by("-size").first()
