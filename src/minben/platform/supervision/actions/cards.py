"""Cards from issue to outcome, and reminders: the worker issues, the unit answers or appeals, the inspector rules."""

from __future__ import annotations

from datetime import datetime

from minben.platform.casework import clocks, duties
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, Clock
from minben.platform.journal.actions import Record, act
from minben.platform.supervision.actions.limits import answer_at, answer_by, of_other_unit, of_own_unit, said
from minben.platform.supervision.models import Card, CardStatus, Reminder
from minben.platform.supervision.rules import Breach

ANSWERABLE = (CardStatus.ISSUED,)
APPEALABLE = (CardStatus.ISSUED, CardStatus.ANSWERED)
NOT_CANCELLED = tuple(status for status in CardStatus if status != CardStatus.CANCELLED)


@act("supervision.issue_card")
def issue_card(record: Record, breach: Breach, pack: str) -> str:
    """Issue the card of a breach; answers its number. The unit has the rule's limit to reply."""
    case, limit = breach.case, breach.rule.reply_limit
    serial = Card.objects.filter(case=case, about=breach.about).count() + 1
    until = answer_by(case, record.now, limit) if case else answer_at(pack, record.now, limit)
    row = Card.objects.create(
        number=f"{case.number if case else breach.about}-K{serial:02d}",
        case=case,
        about=breach.about,
        item=breach.item,
        rule=breach.rule.id,
        subject=breach.subject,
        pack=pack,
        colour=breach.rule.colour,
        unit=breach.unit,
        officer=breach.officer,
        facts=breach.facts,
        issued_at=record.now,
        reply_due_at=until,
    )
    if case is not None:
        clocks.begin(case, f"card.{row.pk}", limit, record.now, row.unit)
    record.about(
        "card", row.number, **_whose(row), item=breach.item, rule=row.rule, colour=row.colour,
        unit=row.unit, subject=row.subject, **breach.facts,
    )  # fmt: skip
    return row.number


@act("supervision.answer_card")
def answer_card(record: Record, number: str, answer: str, measure: str) -> str:
    """The unit says how it came about and what it does about it; the card stands."""
    row = _card(number, ANSWERABLE)
    of_own_unit(record, row.unit)
    row.answer, row.measure = said(answer, "card.answer_missing"), measure.strip()
    row.answered_by, row.answered_at, row.status = record.actor.account, record.now, CardStatus.ANSWERED
    row.save()
    _replied(row, record.now)
    record.about(
        "card", number, **_whose(row), answer=row.answer, measure=row.measure,
        late=record.now > row.reply_due_at,
    )  # fmt: skip
    return number


@act("supervision.appeal_card")
def appeal_card(record: Record, number: str, reasons: str) -> str:
    """The unit holds the card to be unjust (申訴), once; the inspector rules."""
    row = _card(number, APPEALABLE)
    of_own_unit(record, row.unit)
    row.appeal = said(reasons, "card.reasons_missing")
    row.appealed_by, row.appealed_at, row.status = record.actor.account, record.now, CardStatus.APPEALED
    row.save()
    _replied(row, record.now)
    record.about("card", number, **_whose(row), appeal=row.appeal)
    return number


@act("supervision.cancel_card")
def cancel_card(record: Record, number: str, reasons: str) -> str:
    """The inspector takes a card back, with reasons; it counts against nobody."""
    return _rule(record, number, CardStatus.CANCELLED, reasons, NOT_CANCELLED)


@act("supervision.uphold_card")
def uphold_card(record: Record, number: str, reasons: str) -> str:
    """The inspector refuses an appeal, with reasons; the card stands."""
    return _rule(record, number, CardStatus.UPHELD, reasons, (CardStatus.APPEALED,))


def _rule(
    record: Record, number: str, status: CardStatus, reasons: str, allowed: tuple[CardStatus, ...]
) -> str:
    row = _card(number, allowed)
    of_other_unit(record, row.unit)
    if row.case is not None:
        duties.supervise(record.actor, row.case)
    before = row.status
    row.ruling = said(reasons, "card.reasons_missing")
    row.ruled_by, row.ruled_at, row.status = record.actor.account, record.now, status
    row.save()
    _replied(row, record.now)
    record.about("card", number, **_whose(row), ruling=row.ruling, before=before, after=str(status))
    return number


def _replied(row: Card, now: datetime) -> None:
    """Nobody need reply to this card any longer."""
    if row.case is not None:
        clocks.finish(row.case, f"card.{row.pk}", now)


def _whose(row: Card) -> dict[str, str]:
    """The case, or what else it is about, for the record."""
    return {"case": row.case.number} if row.case is not None else {"about": row.about}


def _card(number: str, allowed: tuple[CardStatus, ...]) -> Card:
    row = Card.objects.select_related("case").filter(number=number).first()
    if row is None:
        raise Refusal("card.gone")
    if row.status not in allowed:
        raise Refusal("card.wrong_state", status=row.status)
    return row


@act("supervision.recount_card")
def recount_card(record: Record, number: str, until: datetime) -> str:
    """A notice moves the day of the answer to a card about something that is no case: both dates in the record."""
    row = _card(number, ANSWERABLE)
    before, row.reply_due_at = row.reply_due_at, until
    row.save()
    record.about("card", number, **_whose(row), before=before.isoformat(), after=until.isoformat())
    return number


@act("supervision.remind")
def remind(record: Record, case: Case, clock: Clock, item: str, unit: str, due_at: datetime) -> int:
    """Remind the holder before a promise ends: once for each clock."""
    row = Reminder.objects.create(
        case=case, clock=clock, item=item, unit=unit, due_at=due_at, sent_at=record.now
    )
    record.about("case", case.number, item=item, unit=unit, due_at=due_at.isoformat())
    return row.pk
