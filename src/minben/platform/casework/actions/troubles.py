"""What could not go on by itself: delivered by workers, tried again or closed by a person, always with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minben.kernel.process import Cancelled, Received, Refused, Signalled
from minben.platform.casework import messages, moves
from minben.platform.casework.actions.beginning import begin_by
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case, CaseStatus, Posting, Timer, Trouble
from minben.platform.casework.play import Play
from minben.platform.casework.upkeep import SKIPPED
from minben.platform.identity.queries import powers
from minben.platform.journal.actions import Record, act
from minben.platform.journal.actor import Actor

QUEUES: dict[str, Any] = {"timer": Timer, "posting": Posting}


@act("casework.deliver_message")
def deliver_message(record: Record, posting: int) -> str:
    """Give a message of one case to the case that waits for it, or begin the case that begins with it; answers its
    number. Refusal when nobody waits yet.
    """
    row = Posting.objects.select_related("case").get(pk=posting)
    record.about("case", row.case.number, message=row.name)
    if row.done_at is not None:
        return ""
    for case in messages.waiting(row):
        try:
            Play.of(record, case).tell(Received(row.name, row.data))
        except Refused:
            continue  # its wait has other words for what is its own
        return _delivered(record, row, case)
    begun = begin_by(record, row)
    if begun is not None:
        return _delivered(record, row, begun)
    raise Refusal("posting.nobody_waits", name=row.name)


def _delivered(record: Record, row: Posting, case: Case) -> str:
    record.about("case", case.number, sender=row.case.number)
    row.done_at = record.now
    row.save()
    return case.number


@act("casework.hear_signal")
def hear_signal(record: Record, posting: int, case: int) -> bool:
    """One of the cases that wait for a signal hears it."""
    row, listener = Posting.objects.select_related("case").get(pk=posting), Case.objects.get(pk=case)
    record.about("case", listener.number, signal=row.name, sender=row.case.number)
    try:
        Play.of(record, listener).tell(Signalled(row.name, row.data))
    except Refused:
        return False  # it went on another way meanwhile
    return True


@act("casework.retry")
def retry(record: Record, trouble: int, reason: str) -> bool:
    """Let the process follow once more what it could not follow; True when it went on."""
    row = _open(record, trouble, reason)
    if row.event is None:
        raise Refusal("trouble.nothing_to_retry")
    record.about("case", row.case.number, retried=row.pk, reason=reason.strip())
    _settle(record, row, reason)
    _release(row.case)
    Play.of(record, row.case).tell(moves.event(row.event))
    return row.case.status != CaseStatus.HELD


@act("casework.close_trouble")
def close_trouble(record: Record, trouble: int, reason: str) -> str:
    """Close it with a reason. A held case ends with it: every item must be decided, and the head of the office acts
    or an administrator; answers the case's status."""
    row = _open(record, trouble, reason)
    if row.event is not None:
        _head(record)
    record.about("case", row.case.number, closed=row.pk, reason=reason.strip())
    if row.event is not None:
        if row.case.items.filter(decided_at=None).exists():
            raise Refusal("trouble.items_open")
        row.case.status = CaseStatus.CLOSED
        Play.of(record, row.case).tell(Cancelled(reason.strip()))
    _settle(record, row, reason)
    return row.case.status


@act("casework.skip_trouble")
def skip_trouble(record: Record, trouble: int, reason: str) -> str:
    """Let the case go on as if the limit, message or signal that it could not follow had not come: it stands where it
    stood before. Answers the case's status."""
    row = _open(record, trouble, reason)
    if (row.event or {}).get("event") not in SKIPPED:
        raise Refusal("trouble.cannot_skip")
    _head(record)
    record.about("case", row.case.number, skipped=row.pk, event=row.event["event"], reason=reason.strip())
    _settle(record, row, reason)
    _release(row.case)
    row.case.save()
    return row.case.status


@act("casework.retry_letter")
def retry_letter(record: Record, queue: str, letter: int, reason: str) -> int:
    """Give a timer or posting that the worker gave up to the worker again."""
    row = _letter(record, queue, letter, reason)
    record.about("case", row.case.number, queue=queue, retried=letter, reason=reason.strip())
    row.attempts, row.leased_until, row.trouble = 0, None, ""
    row.save()
    return letter


@act("casework.close_letter")
def close_letter(record: Record, queue: str, letter: int, reason: str) -> int:
    """Nothing more is to be tried: the reason stands in the record."""
    row = _letter(record, queue, letter, reason)
    _head(record)
    record.about("case", row.case.number, queue=queue, closed=letter, reason=reason.strip())
    row.done_at = record.now
    row.save()
    return letter


def act_on(queue: str, what: str) -> Callable[[Actor, int, str, str], Any] | None:
    """The act behind a button: `(actor, number, reason, key)`. None for what there is not."""
    troubles = {"retry": retry, "skip": skip_trouble, "close": close_trouble}
    letters = {"retry": retry_letter, "close": close_letter}
    if queue == "trouble" and what in troubles:
        return lambda actor, number, reason, key: troubles[what](actor, number, reason, key=key)
    if queue in QUEUES and what in letters:
        return lambda actor, number, reason, key: letters[what](actor, queue, number, reason, key=key)
    return None


def _open(record: Record, trouble: int, reason: str) -> Trouble:
    row = Trouble.objects.select_related("case").filter(pk=trouble, settled_at=None).first()
    return _found(record, row, reason)


def _letter(record: Record, queue: str, letter: int, reason: str) -> Any:
    model = QUEUES.get(queue)
    rows = model.objects.select_related("case").filter(pk=letter, done_at=None) if model else None
    return _found(record, rows.exclude(trouble="").first() if rows is not None else None, reason)


def _found(record: Record, row: Any, reason: str) -> Any:
    """What waits for a person of this administrator's tenant, or of the unit that leads the case."""
    if row is None or not (_whole(record) or row.case.lead in powers(record.actor.units)):
        raise Refusal("trouble.gone")
    if not reason.strip():
        raise Refusal("trouble.reason_missing")
    return row


def _whole(record: Record) -> bool:
    return record.actor.has("administrator") or record.actor.has("system")


def _head(record: Record) -> None:
    """What ends something is the head's, or the administrator's."""
    if not (_whole(record) or record.actor.has("leader")):
        raise Refusal("trouble.head_only")


def _release(case: Case) -> None:
    """The case is in handling again, unless something else still holds it."""
    if not Trouble.objects.filter(case=case, settled_at=None).exclude(event=None).exists():
        case.status = CaseStatus.IN_HANDLING


def _settle(record: Record, row: Trouble, reason: str) -> None:
    row.settled_at, row.settled_by, row.reason = record.now, record.actor.account, reason.strip()
    row.save()
