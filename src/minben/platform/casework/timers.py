"""Timers that follow a clock: deemed acceptance, and a grant by silence where a law says so.

Serves the acts that move clocks: whatever stops, extends or counts a clock anew moves its timer with it.
"""

from __future__ import annotations

from datetime import datetime

from minben.kernel.pack import Item
from minben.platform.casework.models import CaseItem, Clock, Timer

FOLLOWS = {"deem_accepted": "acceptance", "deem_granted": "statutory"}


def follow(caseitem: CaseItem, item: Item, now: datetime) -> None:
    """Arm, move or end the item's timers so that each is due when its clock is; a stopped clock's timer waits."""
    running = {
        clock.scope: clock for clock in Clock.objects.filter(caseitem=caseitem, ended_at=None).order_by("id")
    }
    armed = {
        timer.kind: timer for timer in Timer.objects.filter(caseitem=caseitem, kind__in=FOLLOWS, done_at=None)
    }
    for kind, scope in FOLLOWS.items():
        clock, timer = running.get(scope), armed.get(kind)
        if kind == "deem_granted" and item.tacit_approval is None:
            continue  # silence grants nothing here
        if clock is None:
            if timer is not None:
                timer.done_at = now
                timer.save()
        elif timer is None:
            Timer.objects.create(case=caseitem.case, caseitem=caseitem, kind=kind, due_at=clock.due_at)
        elif timer.due_at != clock.due_at:
            timer.due_at = clock.due_at
            timer.save()
