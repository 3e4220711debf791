"""The rules of the cards applied to what is: which rule fell on what, and which unit held the case then.

Serves the worker. A stopped clock has no due date, so no rule can fall on it; a breach whose time nobody held, or
the applicant did, is nobody's card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from minben.kernel import worktime
from minben.kernel.pack import CardRule, Place
from minben.platform.casework import clocks
from minben.platform.casework.models import Case, Clock, Consultation, Correction, Decision
from minben.platform.supervision.holding import APPLICANT, NOBODY, STOPPED, holder_at, stretches
from minben.platform.supervision.models import Card, FollowUp, Urging, UrgingStatus

LOOK_BACK = timedelta(days=30)  # what ended longer ago is no news; a worker that was away this long missed it
LONGEST = 120  # working days: for longer limits the near card may come a little late
REFUSED = ("denied", "not_accepted", "terminated")
UNDERWAY = (UrgingStatus.ISSUED, UrgingStatus.SIGNED, UrgingStatus.DELAY_ASKED)


@dataclass(frozen=True)
class Breach:
    """One rule that fell on one thing (`subject`), and whom the card goes to. What belongs to no case names itself in
    `about`."""

    rule: CardRule
    case: Case | None
    subject: str
    unit: str
    began: datetime
    item: str = ""
    officer: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    about: str = ""


def breaches(place: Place, moment: datetime) -> Iterator[Breach]:
    """What of cases brings a card at this moment and has none yet, rule by rule."""
    for rule in place.supervision.rules:
        if rule.condition in _WATCH:
            yield from fresh(rule, _WATCH[rule.condition](rule, moment), place)


def fresh(rule: CardRule, found: Iterable[Breach], place: Place) -> list[Breach]:
    """Those on which the rule has not fallen yet and which began since it is in force."""
    rows = [one for one in found if _in_force(rule, one.began, place)]
    carded = set(
        Card.objects.filter(rule=rule.id, subject__in=[one.subject for one in rows]).values_list(
            "subject", flat=True
        )
    )
    return [one for one in rows if one.subject not in carded]


def _in_force(rule: CardRule, began: datetime, place: Place) -> bool:
    """A rule does not reach back: learning comes before enforcement."""
    return began.astimezone(ZoneInfo(place.calendar.zone)).date().isoformat() >= rule.effective_from


def _addressee(rule: CardRule, case: Case, holder: str) -> str:
    return case.lead if rule.responsible == "lead" else holder


# --- limits ---


def _limit_used(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    scope = "acceptance" if rule.clock == "reply_to_correction" else rule.clock
    rows = Clock.objects.filter(scope=scope).exclude(caseitem=None).select_related("case", "caseitem")
    for clock in _over(rows, moment) if rule.threshold >= 1 else _near(rows, moment, rule.threshold):
        if rule.clock in ("acceptance", "reply_to_correction") and _after_correction(clock) != (
            rule.clock == "reply_to_correction"
        ):
            continue
        yield from _of_clock(rule, clock, moment, min(moment, clock.due_at), clock.due_at)


def _over(rows: Any, moment: datetime) -> Iterator[Clock]:
    """Clocks past their date: still running, or ended late not long ago."""
    late = Q(ended_at=None) | Q(ended_at__gt=F("due_at"), ended_at__gte=moment - LOOK_BACK)
    yield from rows.filter(late, due_at__lt=moment)


def _near(rows: Any, moment: datetime, threshold: float) -> Iterator[Clock]:
    """Running clocks that have used up this share and are not over."""
    horizon = timedelta(days=14 + LONGEST * (1 - threshold) * 7 / 5)
    for clock in rows.filter(ended_at=None, due_at__gte=moment, due_at__lte=moment + horizon):
        if clocks.share_used(clock, moment) >= threshold:
            yield clock


def _after_correction(clock: Clock) -> bool:
    return Correction.objects.filter(
        caseitem_id=clock.caseitem_id, answered_at__lte=clock.started_at
    ).exists()


def _step_overtime(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    """A step of an item took longer than its published limit and the rule's tolerance. Stopped, it has no date."""
    rows = Clock.objects.filter(scope=f"step.{rule.stage}").exclude(caseitem=None)
    for clock in _over(rows.select_related("case", "caseitem"), moment):
        due = _step_due(rule, clock)
        if (clock.ended_at or moment) > due:
            yield from _of_clock(rule, clock, moment, due, due)


def _step_due(rule: CardRule, clock: Clock) -> datetime:
    """When the step should have ended, the rule's tolerance included."""
    calendar, days = clocks.calendar_of(clock), int(rule.threshold)
    if days < 1:
        return clock.due_at
    local = clock.due_at.astimezone(ZoneInfo(calendar.zone))
    return datetime.combine(worktime.add_workdays(calendar, local.date(), days), local.time(), local.tzinfo)


def _of_clock(
    rule: CardRule, clock: Clock, moment: datetime, held_at: datetime, due: datetime
) -> Iterator[Breach]:
    """A breach of the unit that held the item at `held_at`; nothing when no unit did."""
    holder, officer = holder_at(clock.caseitem, held_at)
    if holder == NOBODY and clock.caseitem.decided_at is not None and clock.caseitem.decided_at <= held_at:
        holder = clock.holder  # after the decision no task is open: the step names its unit
    if holder in (APPLICANT, STOPPED, NOBODY):
        return
    calendar = clocks.calendar_of(clock)
    held = [
        {
            "holder": one.holder,
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
            "workdays": one.workdays(calendar),
        }
        for one in stretches(clock.caseitem, clock.ended_at or moment)
    ]
    facts = {
        "clock": clock.scope,
        "limit": clock.limit,
        "started_at": clock.started_at.isoformat(),
        "due_at": due.isoformat(),
        "ended_at": clock.ended_at.isoformat() if clock.ended_at else None,
        "share": round(clocks.share_used(clock, clock.ended_at or moment), 3),
        "held": held,
    }
    unit = _addressee(rule, clock.case, holder)
    subject = f"clock-{clock.pk}"
    yield Breach(
        rule, clock.case, subject, unit, clock.started_at, clock.caseitem.item,
        officer if unit == holder else "", facts,
    )  # fmt: skip


# --- other duties ---


def _denial_without_reasons(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    """Whatever was refused: at the door, in the decision, or by ending the matter."""
    rows = Decision.objects.filter(
        outcome__in=REFUSED, reasons="", decided_at__lte=moment, decided_at__gte=moment - LOOK_BACK
    )
    for row in rows.select_related("case", "caseitem"):
        if not row.codes:
            unit = _addressee(rule, row.case, row.unit)
            facts = {"decision": row.number}
            yield Breach(
                rule, row.case, f"decision-{row.pk}", unit, row.decided_at, row.caseitem.item,
                "" if row.by_rule else row.decided_by, facts,
            )  # fmt: skip


def _opinion_overdue(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    """An office that another one consulted has not answered in its limit: its own card, not that of who waits."""
    late = Q(answered_at=None) | Q(answered_at__gt=F("due_at"), answered_at__gte=moment - LOOK_BACK)
    for row in Consultation.objects.filter(late, due_at__lt=moment).select_related("case", "caseitem"):
        facts = {
            "clock": f"consultation.{row.pk}",
            "started_at": row.asked_at.isoformat(),
            "due_at": row.due_at.isoformat(),
            "ended_at": row.answered_at.isoformat() if row.answered_at else "",
        }
        unit = _addressee(rule, row.case, row.asked)
        yield Breach(
            rule, row.case, f"consultation-{row.pk}", unit, row.asked_at, row.caseitem.item, facts=facts
        )


def _follow_up_overdue(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    for row in FollowUp.objects.filter(done_at=None, due_at__lt=moment).select_related("case"):
        facts = {"started_at": row.opened_at.isoformat(), "due_at": row.due_at.isoformat()}
        yield Breach(rule, row.case, f"followup-{row.pk}", row.unit, row.opened_at, facts=facts)


def _urging_overdue(rule: CardRule, moment: datetime) -> Iterator[Breach]:
    rows = Urging.objects.filter(status__in=UNDERWAY, due_at__lt=moment)
    for row in rows.select_related("case"):
        facts = {
            "urging": row.number,
            "started_at": row.issued_at.isoformat(),
            "due_at": row.due_at.isoformat(),
        }
        subject = f"urging-{row.pk}-{row.due_at:%Y%m%d}"  # a new date after a delay or a return is a new duty
        unit = _addressee(rule, row.case, row.unit)
        yield Breach(rule, row.case, subject, unit, row.issued_at, row.item, facts=facts)


# What is no case is watched by the app that has it: `request_overdue` by openness.
_WATCH: dict[str, Callable[[CardRule, datetime], Iterator[Breach]]] = {
    "limit_used": _limit_used,
    "step_overtime": _step_overtime,
    "denial_without_reasons": _denial_without_reasons,
    "opinion_overdue": _opinion_overdue,
    "follow_up_overdue": _follow_up_overdue,
    "urging_overdue": _urging_overdue,
}
