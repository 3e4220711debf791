"""Giving a task to a colleague: by its holder, or by the head of the office.

Serves offices that share out what came in. Who gets a task must be allowed to do it.
"""

from __future__ import annotations

from minben.platform.casework import clocks, duties
from minben.platform.casework.actions.handling import HOLD, open_task
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case
from minben.platform.identity.models import Account
from minben.platform.identity.queries import account, actor_for, colleagues
from minben.platform.journal.actions import Record, act


@act("casework.assign")
def assign(record: Record, task: int, to: str, *, seen: str = "") -> int:
    """Give the task to a colleague of the unit, who then holds it until the end of the next working day."""
    row, play, item = open_task(record, task, seen)
    if to not in colleagues((row.unit,)):
        raise Refusal("assign.no_colleague", to=to)
    if to == row.assignee:
        raise Refusal("assign.has_it", to=to)
    person = account(to)
    if person is not None:
        _may(person, row.case)
    record.about("case", row.case.number, task=row.node, item=item.id, given_to=to)
    if row.assignee:
        record.facts["taken_from"] = row.assignee
    row.assignee, row.held_until = to, clocks.last_moment(row.case, record.now, HOLD)
    play.rows.put(row)
    return row.pk


def _may(person: Account, case: Case) -> None:
    """Refused when the colleague may not handle this case."""
    try:
        duties.forbid(actor_for(person), case, "execution")
    except Refusal as barred:
        raise Refusal("assign.barred", why=barred.key) from barred
