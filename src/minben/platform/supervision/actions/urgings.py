"""Urging (督辦): a leader issues it with a date; the unit signs, may ask for delay, reports; the leader closes it."""

from __future__ import annotations

from datetime import datetime

from minben.platform.casework import duties
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case
from minben.platform.journal.actions import Record, act
from minben.platform.supervision.actions.limits import named, of_own_unit, said
from minben.platform.supervision.models import Urging, UrgingStatus
from minben.platform.supervision.rules import UNDERWAY


@act("supervision.urge")
def urge(record: Record, case: str, item: str, unit: str, instruction: str, due_at: datetime) -> str:
    """Instruct the unit that holds an item (or the case), to report by a date; answers the urging's number."""
    row = Case.objects.filter(number=case).first()
    if row is None:
        raise Refusal("case.gone")
    if not unit:
        raise Refusal("urging.nobody_holds_it")
    if due_at <= record.now:
        raise Refusal("urging.date_passed")
    duties.supervise(record.actor, row)
    serial = Urging.objects.filter(case=row).count() + 1
    urging = Urging.objects.create(
        number=f"{case}-U{serial:02d}",
        case=row,
        item=item,
        unit=unit,
        instruction=said(instruction, "urging.instruction_missing"),
        issued_by=record.actor.account,
        issued_at=record.now,
        due_at=named(row, due_at),
    )
    record.about(
        "urging", urging.number, case=case, item=item, unit=unit, instruction=urging.instruction,
        due_at=urging.due_at.isoformat(),
    )  # fmt: skip
    return urging.number


@act("supervision.sign_urging")
def sign_urging(record: Record, number: str) -> str:
    """The unit has received it; whoever signs answers for it."""
    row = _of_unit(record, number, (UrgingStatus.ISSUED,))
    row.signed_by, row.signed_at = record.actor.account, record.now
    return _move(record, row, UrgingStatus.SIGNED)


@act("supervision.ask_delay")
def ask_delay(record: Record, number: str, until: datetime, reason: str) -> str:
    """The unit asks for a later date, before the date has passed."""
    row = _of_unit(record, number, (UrgingStatus.ISSUED, UrgingStatus.SIGNED))
    if record.now > row.due_at:
        raise Refusal("urging.too_late_to_delay")
    if until <= row.due_at:
        raise Refusal("urging.delay_is_later")
    row.delay_to, row.delay_reason = until, said(reason, "urging.reason_missing")
    return _move(record, row, UrgingStatus.DELAY_ASKED, until=until.isoformat(), reason=row.delay_reason)


@act("supervision.allow_delay")
def allow_delay(record: Record, number: str, allowed: bool) -> str:
    """The leader grants or refuses the later date."""
    row = _of_leader(record, number, (UrgingStatus.DELAY_ASKED,))
    if allowed:
        row.due_at = named(row.case, row.delay_to)
    return _move(record, row, UrgingStatus.SIGNED, allowed=allowed, due_at=row.due_at.isoformat())


@act("supervision.report_urging")
def report_urging(record: Record, number: str, report: str) -> str:
    """The unit reports what it did."""
    row = _of_unit(record, number, UNDERWAY)
    row.report = said(report, "urging.report_missing")
    row.reported_by, row.reported_at = record.actor.account, record.now
    row.signed_by, row.signed_at = row.signed_by or record.actor.account, row.signed_at or record.now
    return _move(record, row, UrgingStatus.REPORTED, report=row.report, late=record.now > row.due_at)


@act("supervision.return_urging")
def return_urging(record: Record, number: str, review: str, due_at: datetime) -> str:
    """The leader is not content: the unit reports again, by a new date."""
    row = _of_leader(record, number, (UrgingStatus.REPORTED,))
    if due_at <= record.now:
        raise Refusal("urging.date_passed")
    row.review, row.due_at = said(review, "urging.review_missing"), named(row.case, due_at)
    return _move(record, row, UrgingStatus.SIGNED, review=row.review, due_at=row.due_at.isoformat())


@act("supervision.recount_urging")
def recount_urging(record: Record, number: str) -> str:
    """A notice made the day of the report a day of rest: it moves on, with both dates in the record."""
    row = _urging(number, UNDERWAY)
    before, row.due_at = row.due_at, named(row.case, row.due_at)
    row.save()
    record.about(
        "urging", number, case=row.case.number, before=before.isoformat(), after=row.due_at.isoformat()
    )
    return number


@act("supervision.close_urging")
def close_urging(record: Record, number: str, review: str) -> str:
    """The leader has reviewed the report: the matter is closed."""
    row = _of_leader(record, number, (UrgingStatus.REPORTED,))
    row.review, row.closed_at = review.strip(), record.now
    return _move(record, row, UrgingStatus.CLOSED, review=row.review)


def _move(record: Record, row: Urging, status: UrgingStatus, **facts: object) -> str:
    before, row.status = row.status, status
    row.save()
    record.about("urging", row.number, case=row.case.number, before=before, after=str(status), **facts)
    return row.number


def _of_unit(record: Record, number: str, allowed: tuple[UrgingStatus, ...]) -> Urging:
    row = _urging(number, allowed)
    of_own_unit(record, row.unit)
    return row


def _of_leader(record: Record, number: str, allowed: tuple[UrgingStatus, ...]) -> Urging:
    """The leader who issued it, and nobody else."""
    row = _urging(number, allowed)
    if row.issued_by != record.actor.account:
        raise Refusal("urging.not_yours")
    duties.supervise(record.actor, row.case)
    return row


def _urging(number: str, allowed: tuple[UrgingStatus, ...]) -> Urging:
    row = Urging.objects.select_related("case").filter(number=number).first()
    if row is None:
        raise Refusal("urging.gone")
    if row.status not in allowed:
        raise Refusal("urging.wrong_state", status=row.status)
    return row
