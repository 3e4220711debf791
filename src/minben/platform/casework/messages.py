"""Messages and signals between cases: who waits for what, and what is on its way. Serves the token game at work.

A case never reaches into another: it puts a posting into the outbox inside its own act, and the worker delivers it to
the case that waits, as an act of that case. Messages and signals stay within a tenant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minben.kernel import process as game
from minben.platform.casework.models import Case, Posting, Wait
from minben.platform.casework.moves import program
from minben.platform.catalogue.queries import published_ever
from minben.platform.journal import bulk


def wait(case: Case, effect: game.Listen) -> Wait:
    """What the case waits for, as a row."""
    return bulk.fresh(
        Wait, case=case, key=effect.key, kind=effect.kind, name=effect.name, mark=mark(effect.correlation)
    )


def posting(case: Case, kind: str, name: str, data: Mapping[str, Any], now: datetime) -> Posting:
    """A message or signal for the outbox."""
    return bulk.fresh(Posting, case=case, kind=kind, name=name, data=dict(data), due_at=now)


def mark(properties: Mapping[str, Any]) -> str:
    """What a message must say to be meant, as a digest; empty when anything will do (a property still unknown)."""
    if not properties or any(value is None for value in properties.values()):
        return ""
    text = json.dumps(dict(properties), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def waiting(posting: Posting) -> list[Case]:
    """Cases for which the posting may be meant, in the order in which they began to wait."""
    rows = Wait.objects.filter(kind=posting.kind, name=posting.name, open=True)
    if posting.kind == "message":
        rows = rows.filter(mark__in=_marks(posting.name, posting.data))
    else:
        rows = rows.exclude(case=posting.case_id)  # its own waits have heard it in the same step
    return list({row.case_id: row.case for row in rows.select_related("case").order_by("id")}.values())


def _marks(name: str, data: Mapping[str, Any]) -> set[str]:
    """The marks under which cases of any published version would know this message as theirs."""
    found = {""}
    for pack, service in published_ever():
        rules = program(pack, service).correlations.get(name, ())
        found.add(mark({property_: theirs(data) for property_, _, theirs in rules}))
    return found
