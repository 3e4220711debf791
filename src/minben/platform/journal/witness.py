"""A witness: remembers each log's last head elsewhere, and accepts a new one only after a consistency proof.

Serves whoever trusts nobody: an inspector, an audit office, the next town. Editing a row breaks its leaf; rebuilding
the whole log breaks the proof from the head this file remembers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from minben.kernel import ledger
from minben.platform.journal import queries
from minben.platform.journal.store import DatabaseNodes
from minben.platform.journal.tenancy import scope


@dataclass(frozen=True)
class Report:
    """What was found in one tenant's log. `consistent` is None when the witness had never seen it."""

    tenant: str
    verdict: queries.Verdict
    consistent: bool | None

    @property
    def sound(self) -> bool:
        return self.verdict.sound and self.consistent is not False

    def __str__(self) -> str:
        said = {
            None: "new to the witness",
            True: "consistent with the witness",
            False: "REWRITTEN since last seen",
        }
        parts = [f"{self.tenant}: {self.verdict.size} entries", said[self.consistent]]
        for name in ("altered", "missing", "bad_heads"):
            numbers = getattr(self.verdict, name)
            if numbers:
                parts.append(f"{name.upper()} {', '.join(map(str, numbers[:10]))}")
        return "; ".join([*parts, "sound" if self.sound else "NOT SOUND"])


def check(tenants: Iterable[str], memory: Path | None) -> list[Report]:
    """Verify each tenant's whole log; with a memory file also against the heads remembered there, then renew them."""
    seen: dict[str, str] = json.loads(memory.read_text()) if memory is not None and memory.exists() else {}
    reports = []
    for tenant in tenants:
        with scope(tenant):
            report = Report(tenant, queries.verify(), consistent(seen.get(tenant, "")))
            if report.sound:
                seen[tenant] = ledger.checkpoint(queries.origin(), report.verdict.size, report.verdict.root)
        reports.append(report)
    if memory is not None:
        fresh = memory.with_suffix(".new")
        fresh.write_text(json.dumps(seen, ensure_ascii=False, indent=1))
        os.replace(fresh, memory)
    return reports


def consistent(remembered: str) -> bool | None:
    """Whether today's log extends the remembered head (RFC 9162 2.1.4); None when nothing is remembered."""
    if not remembered:
        return None
    old = ledger.parse_checkpoint(remembered)
    size, suite = queries.size(), queries.suite()
    if old.origin != queries.origin() or old.size > size:
        return False
    proof = ledger.consistency_proof(DatabaseNodes(), old.size, size, suite)
    return ledger.verify_consistency(old.size, size, old.root, queries.root(size), proof, suite)
