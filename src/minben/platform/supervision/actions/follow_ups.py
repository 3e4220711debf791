"""What follows a bad rating: opened by the worker, handled by the lead unit, answered to whoever rated."""

from __future__ import annotations

from minben.kernel.pack import Supervision
from minben.platform.casework import clocks, duties
from minben.platform.casework.actions import Refusal
from minben.platform.casework.actions.thread import write_to_applicant
from minben.platform.casework.models import Rating
from minben.platform.journal.actions import Record, act
from minben.platform.supervision.actions.limits import answer_by, of_other_unit, of_own_unit, said
from minben.platform.supervision.models import FollowUp

OUTCOMES = (
    "mended",
    "planned",
    "explained",
)  # 國辦發〔2019〕51號: fix at once, ledger with a date, or explain


@act("supervision.open_follow_up")
def open_follow_up(record: Record, rating: Rating, limits: Supervision) -> int:
    """A bad rating came: its lead unit contacts the rater, mends and answers within the place's limits."""
    case = rating.case
    row = FollowUp.objects.create(
        case=case,
        rating=rating,
        unit=case.lead,
        satisfaction=rating.satisfaction,
        opened_at=record.now,
        contact_due_at=answer_by(case, rating.given_at, limits.first_contact),
        due_at=answer_by(case, rating.given_at, limits.bad_rating),
    )
    clocks.begin(case, f"contact.{row.pk}", limits.first_contact, rating.given_at, row.unit)
    clocks.begin(case, f"follow_up.{row.pk}", limits.bad_rating, rating.given_at, row.unit)
    record.about(
        "follow_up", str(row.pk), case=case.number, unit=row.unit, satisfaction=row.satisfaction,
        due_at=row.due_at.isoformat(),
    )  # fmt: skip
    return row.pk


@act("supervision.contact_rater")
def contact_rater(record: Record, follow_up: int, text: str) -> int:
    """The first contact: the unit writes to the rater in the case's thread."""
    row = _open(follow_up)
    of_own_unit(record, row.unit)
    if row.contacted_at is not None:
        raise Refusal("follow_up.contacted")
    row.contacted_by, row.contacted_at = record.actor.account, record.now
    row.save()
    clocks.finish(row.case, f"contact.{row.pk}", record.now)
    record.about(
        "follow_up", str(row.pk), case=row.case.number, contacted=True, late=record.now > row.contact_due_at
    )
    write_to_applicant(record, row.case, said(text, "follow_up.reply_missing"))
    return row.pk


@act("supervision.finish_follow_up")
def finish_follow_up(record: Record, follow_up: int, outcome: str, reply: str) -> int:
    """The unit mended it, planned it with a date, or explains the law; the rater is told in the case's thread."""
    row = _open(follow_up)
    of_own_unit(record, row.unit)
    if outcome not in OUTCOMES:
        raise Refusal("follow_up.unknown_outcome", outcome=outcome)
    _end(record, row, outcome, said(reply, "follow_up.reply_missing"))
    write_to_applicant(record, row.case, row.reply)
    return row.pk


@act("supervision.exclude_rating")
def exclude_rating(record: Record, follow_up: int, reasons: str) -> int:
    """The inspector finds the rating wrong or malicious (申訴複核): nothing has to be mended, and the reasons stay."""
    row = _open(follow_up)
    of_other_unit(record, row.unit)
    duties.supervise(record.actor, row.case)
    _end(record, row, "excluded", said(reasons, "follow_up.reply_missing"))
    return row.pk


def _end(record: Record, row: FollowUp, outcome: str, words: str) -> None:
    row.outcome, row.reply, row.done_by, row.done_at = outcome, words, record.actor.account, record.now
    row.save()
    for scope in ("contact", "follow_up"):
        clocks.finish(row.case, f"{scope}.{row.pk}", record.now)
    record.about(
        "follow_up", str(row.pk), case=row.case.number, outcome=outcome, late=record.now > row.due_at
    )


def _open(follow_up: int) -> FollowUp:
    row = FollowUp.objects.select_related("case").filter(pk=follow_up, done_at=None).first()
    if row is None:
        raise Refusal("follow_up.gone")
    return row
