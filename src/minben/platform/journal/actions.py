"""Writing the record. `@act` makes a function an act: one transaction, one journal entry, done once per key.

If the entry cannot be written, the act did not happen. Functions so decorated are called as
`verb(actor, key=…, …)` and answer a small JSON value (usually a public number), which a repeated call by the same
account with the same key answers again without acting. Nobody's key answers anybody else, nor another act; an act
without a key cannot be repeated, and nothing is kept for that.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from django.db import connection, transaction

from minben.kernel import ledger
from minben.platform.journal import bulk, memory, queries, vault
from minben.platform.journal.actor import Actor
from minben.platform.journal.keys import signer
from minben.platform.journal.models import Command, Entry, Head, Size
from minben.platform.journal.store import DatabaseNodes
from minben.platform.journal.tenancy import current_tenant

P = ParamSpec("P")
R = TypeVar("R")
KEY = 120  # characters of an idempotency key


class Unrecorded(RuntimeError):
    """An act ended without saying what it did: a programming error; the transaction is rolled back."""


@dataclass
class Record:
    """What an act tells the journal. `now` is the act's moment: the database's clock, or that of imported history."""

    actor: Actor
    now: datetime
    recorded_at: datetime
    kind: str = ""
    ref: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    subject: str = ""
    personal: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None
    later: list[Callable[[], None]] = field(default_factory=list)  # what writes just before the entry is

    def about(self, kind: str, ref: str, **facts: Any) -> None:
        """Name the object acted upon, and public facts of the act."""
        self.kind, self.ref = kind, ref
        self.facts.update(facts)

    def seal(self, subject: str, **personal: Any) -> None:
        """Personal facts of the act, readable only while the person's key exists."""
        self.subject = subject
        self.personal.update(personal)

    def happen(self, activity: str, **values: Any) -> None:
        """One event of the process this act moved; mining reads these."""
        self.facts.setdefault("events", []).append({"activity": activity, **values})


def act(name: str) -> Callable[[Callable[Concatenate[Record, P], R]], Callable[..., R]]:
    """Make `work(record, …)` an act named `name` (`app.verb`); see the module."""

    def decorate(work: Callable[Concatenate[Record, P], R]) -> Callable[..., R]:
        @functools.wraps(work)
        def perform(actor: Actor, *args: Any, key: str = "", at: datetime | None = None, **kwargs: Any) -> R:
            with transaction.atomic():
                # First the lock: two calls with one key queue there, and the second finds the first's answer.
                size, recorded_at = _lock()
                before = _done(actor.account, name, key) if key else None
                if before is not None:
                    return before.answer
                record = Record(actor=actor, now=at or recorded_at, recorded_at=recorded_at)
                with memory.of_act(size.mark) as remembered:
                    answer = work(record, *args, **kwargs)
                    for finish in record.later:
                        finish()
                    size.mark = uuid4().hex if remembered.changed or not size.mark else size.mark
                    done = (
                        [bulk.fresh(Command, account=actor.account, act=name, key=_short(key), answer=answer)]
                        if key
                        else []
                    )
                    _write(name, record, size, done)
                return answer

        perform.act = name  # type: ignore[attr-defined]
        return perform

    return decorate


def _short(key: str) -> str:
    """A key of any length as one that fits its column; keys come from forms, and so from anybody."""
    return key if len(key) <= KEY else hashlib.sha256(key.encode()).hexdigest()


def _done(account: str, name: str, key: str) -> Command | None:
    """What was answered to this key before."""
    return next(iter(bulk.read(Command, account=account, act=name, key=_short(key))), None)


def _lock() -> tuple[Size, datetime]:
    """The log's size row, locked, and the moment: acts of one tenant are ordered, as their leaves are."""
    clock = queries.CLOCK[connection.vendor]
    lock = " for update" if connection.features.has_select_for_update else ""
    said = f"select {clock}, {bulk.columns(Size)} from journal_size where tenant_id = %s{lock}"  # noqa: S608 - constants
    while True:
        with connection.cursor() as cursor:
            cursor.execute(said, [current_tenant()])
            row = cursor.fetchone()
        if row is not None:
            return bulk.made(Size, row[1:]), queries.as_moment(row[0])
        Size.objects.create()


def _write(name: str, record: Record, size: Size, done: list[Command]) -> None:
    if not record.kind:
        raise Unrecorded(f"{name} said nothing to the journal.")
    entry = bulk.fresh(
        Entry,
        tenant_id=size.tenant_id,
        number=size.size,
        recorded_at=record.recorded_at,
        happened_at=record.now,
        actor=record.actor.account,
        role=",".join(record.actor.roles)[:40],
        unit=record.actor.unit,
        on_behalf_of=record.actor.on_behalf_of,
        act=name,
        kind=record.kind,
        ref=record.ref,
        facts=record.facts,
        subject=record.subject,
        sealed=vault.seal(record.subject, record.personal) if record.personal else b"",
    )
    kind = ledger.SUITES[size.suite]
    entry.leaf = ledger.leaf_hash(queries.canonical(entry), kind)
    nodes = DatabaseNodes(size.size, bytes(size.frontier))
    size.size = ledger.append(nodes, size.size, entry.leaf, kind)
    size.frontier = nodes.frontier(size.size)
    bulk.write([entry, *nodes.fresh, size, *done])
    record.entry = entry


def sign_head() -> Head | None:
    """Sign the log as it stands (done each minute by the worker and at each start); None when nothing is new."""
    with transaction.atomic():
        size, _ = _lock()
        if size.size == 0 or Head.objects.filter(size=size.size).exists():
            return None
        note = ledger.checkpoint(queries.origin(), size.size, queries.root(size.size))
        signature = signer().sign(note.encode())
        return Head.objects.create(size=size.size, note=note, signature=signature, signed_at=queries.now())


@act("journal.read")
def note_reading(record: Record, kind: str, ref: str, purpose: str, fields: list[str]) -> None:
    """Journal that somebody looked at personal or sensitive data."""
    record.about(kind, ref, purpose=purpose, fields=fields)
