"""Timers that follow a clock: deemed acceptance, and a grant by silence where a law says so.

Serves the acts that move clocks: whatever stops, extends or counts a clock anew moves its timer with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from minben.kernel.pack import Item
from minben.platform.casework.models import CaseItem, Clock, Timer
from minben.platform.casework.rows import Rows
from minben.platform.journal import bulk

FOLLOWS = {"deem_accepted": "acceptance", "deem_granted": "statutory"}


def follow(rows: Rows, caseitem: CaseItem, item: Item, moved: Iterable[Clock], now: datetime) -> None:
    """Arm, move or end the item's timers so that each is due when its clock is; a stopped clock's timer waits.

    `moved`: the clocks that may have changed; timers that follow none of them are left alone.
    """
    scopes = {clock.scope for clock in moved if clock.caseitem == caseitem}
    for kind, scope in FOLLOWS.items():
        if scope not in scopes or (kind == "deem_granted" and item.tacit_approval is None):
            continue  # nothing moved, or silence grants nothing here
        clock = next((one for one in reversed(rows.clocks_of(caseitem)) if one.scope == scope), None)
        armed = [one for one in rows.timers(FOLLOWS) if one.kind == kind]
        timer = next((one for one in armed if one.caseitem == caseitem), None)
        if timer is None and clock is not None:
            timer = bulk.fresh(Timer, case=rows.case, caseitem=caseitem, kind=kind)
        if timer is not None:
            timer.due_at = clock.due_at if clock is not None else timer.due_at
            timer.done_at = now if clock is None else None
            rows.put(timer)
