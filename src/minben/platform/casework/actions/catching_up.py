"""What cases lack that were begun under an earlier version of the platform: steps without clocks, supervisors not kept.

Serves the worker, which looks once after it starts.
"""

from __future__ import annotations

from collections.abc import Sequence

from minben.platform.casework import clocks
from minben.platform.casework.models import Case, CaseItem, ItemStatus
from minben.platform.casework.play import Play
from minben.platform.journal.actions import Record, act

BEFORE = {ItemStatus.RECEIVED: ("acceptance", "step.accept")}
DURING = ("promise", "step.review")
STEPPED = (ItemStatus.RECEIVED, ItemStatus.ACCEPTED, ItemStatus.STOPPED, ItemStatus.SUSPENDED)


@act("casework.begin_step")
def begin_step(record: Record, caseitem: int) -> str:
    """Begin the clock of the step that an open item is in; answers which, empty when there is nothing to begin."""
    row = CaseItem.objects.select_related("case").get(pk=caseitem)
    record.about("case", row.case.number, item=row.item)
    play = Play.of(record, row.case)
    play.rows.adopt(row)
    running = {clock.scope: clock for clock in play.rows.clocks_of(row)}
    whole, scope = BEFORE.get(ItemStatus(row.status), DURING)
    if row.status not in STEPPED or whole not in running or any(one.startswith("step.") for one in running):
        return ""
    made = clocks.step_beside(play.rows, row, running[whole], play.place, play.service, scope, record.now)
    record.facts["begun"] = made.scope if made else ""
    return made.scope if made else ""


@act("casework.keep_watchers")
def keep_watchers(record: Record, case: str, accounts: Sequence[str]) -> int:
    """Keep with the case who supervised it, as the journal says; answers how many were added."""
    row = Case.objects.get(number=case)
    fresh = [one for one in accounts if one not in row.watchers]
    record.about("case", case, watchers=len(fresh))
    row.watchers = [*row.watchers, *fresh]
    Case.objects.filter(pk=row.pk).update(watchers=row.watchers)
    return len(fresh)
