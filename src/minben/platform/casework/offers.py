"""Steps whose order the office chooses (ad hoc sub-processes): each stands in the queue as a task that may be begun.

Serves the token game at work and the officer's page. A step that may be begun is a task whose key names the ad hoc
sub-process and the step; begun, the same task carries on under the key of the step's own token.
"""

from __future__ import annotations

from minben.kernel import process as bpmn
from minben.platform.casework.models import Case, Task
from minben.platform.journal import bulk

MARK = "?"  # in no id of BPMN and in no key of a token


def key_of(around: str, step: str) -> str:
    """The key of the task that offers this step inside the ad hoc sub-process with the key `around`."""
    return f"{around}{MARK}{step}"


def offered(key: str) -> tuple[str, str] | None:
    """(the ad hoc sub-process's key, the step) of a task that may be begun; None for one that is being done."""
    around, mark, step = key.partition(MARK)
    return (around, step) if mark else None


def stored(case: Case, around: str, step: str) -> Task | None:
    """The task that offered this step before, open or not."""
    if case.pk is None:
        return None
    rows = bulk.read(Task, case_id=case.pk, key=key_of(around, step))
    return rows[0] if rows else None


def keys(program: bpmn.Program, around: str, at: str) -> list[str]:
    """Keys of all that can be offered inside the token `around` at the place `at`; none where there is no choice."""
    place = program.places.get(at)
    if place is None or place.node.adhoc is None or place.scope is None:
        return []
    return [key_of(around, one.node.id) for one in place.scope.starts]
