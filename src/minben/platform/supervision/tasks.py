"""The worker's side of supervision: cards, reminders, follow-ups, default ratings. Each step is idempotent.

Every act has a key made of what it falls on, so two workers at once, or a worker run twice, do it once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.kernel.pack import Place
from minben.kernel.worktime import Calendar
from minben.platform.casework import actions as casework
from minben.platform.casework import clocks
from minben.platform.casework.models import Case, CaseStatus, Clock, Rating
from minben.platform.catalogue.models import PlaceInForce
from minben.platform.catalogue.queries import calendar_in_force
from minben.platform.catalogue.queries import place as place_of
from minben.platform.identity.queries import tenants
from minben.platform.journal.actor import Actor, system
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import current_tenant, scope
from minben.platform.supervision import actions
from minben.platform.supervision.actions.limits import answer_at, answer_by
from minben.platform.supervision.holding import APPLICANT, NOBODY, STOPPED, holder_at
from minben.platform.supervision.models import Card, CardStatus, Reminder, Urging
from minben.platform.supervision.rules import UNDERWAY, breaches

BAD = 4  # the standard's code: 4 dissatisfied, 5 very dissatisfied
BATCH = 200
log = logging.getLogger(__name__)


def run_once() -> int:
    """Watch every live tenant; practice brings no cards. Answers how many acts followed."""
    done = 0
    for tenant in tenants():
        if not tenant.sandbox:
            with scope(tenant.pk):
                done += watch()
    return done


def watch(moment: datetime | None = None) -> int:
    """Everything that is due in the tenant in force, now or (for imported history) at a past moment."""
    row = PlaceInForce.objects.order_by("-since", "-id").first()
    if row is None:
        return 0
    place, here = place_of(row.pack), system(current_tenant())
    calendar = calendar_in_force(row.pack)
    steps = [
        *_urgings(calendar, moment or now()), *_loose_cards(moment or now()),
        *_follow_ups(place), *_defaults(place, moment or now()), *_reminders(place, calendar, moment or now())
    ]  # fmt: skip
    done = sum(_do(step, here, moment) for step in steps)
    # Cards last and found afresh: a follow-up opened above may be overdue already.
    cards = [_card(breach, row.pack) for breach in breaches(place, moment or now())]
    return done + sum(_do(step, here, moment) for step in cards)


Step = Callable[[Actor, datetime | None], Any]


def _do(step: Step, here: Actor, moment: datetime | None) -> bool:
    try:
        step(here, moment)
        return True
    except Exception:  # one broken case must not stop the watch over the others
        log.exception("Supervision could not finish a step")
        return False


def _card(breach: Any, pack: str) -> Step:
    key = f"card-{breach.rule.id}-{breach.subject}"
    return lambda here, at: actions.issue_card(here, breach, pack, key=key, at=at)


def _urgings(calendar: Calendar, moment: datetime) -> Iterator[Step]:
    """Reports asked for on a day that a notice made a day of rest."""
    for row in Urging.objects.filter(status__in=UNDERWAY, due_at__gte=moment).order_by("id"):
        after = clocks.rolled(row.due_at, calendar)
        if after != row.due_at:
            key = f"recount-urging-{row.pk}-{row.due_at:%Y%m%d}-{after:%Y%m%d}"
            yield lambda here, at, row=row, key=key: actions.recount_urging(here, row.number, key=key, at=at)


def _loose_cards(moment: datetime) -> Iterator[Step]:
    """Cards about something that is no case, whose day of answer a notice moved; cards of cases have clocks."""
    for row in Card.objects.filter(case=None, status=CardStatus.ISSUED, reply_due_at__gte=moment).order_by(
        "id"
    ):
        rule = place_of(row.pack).supervision.rule(row.rule)
        after = answer_at(row.pack, row.issued_at, rule.reply_limit) if rule else row.reply_due_at
        if after != row.reply_due_at:
            key = f"recount-card-{row.pk}-{row.reply_due_at:%Y%m%d}-{after:%Y%m%d}"
            yield lambda here, at, row=row, key=key, after=after: actions.recount_card(
                here, row.number, after, key=key, at=at
            )


def _follow_ups(place: Place) -> Iterator[Step]:
    """Bad ratings without a follow-up."""
    rows = Rating.objects.filter(is_default=False, satisfaction__gte=BAD, follow_ups=None)
    for row in rows.select_related("case").order_by("id")[:BATCH]:
        yield lambda here, at, row=row: actions.open_follow_up(
            here, row, place.supervision, key=f"follow-up-{row.pk}", at=at
        )


def _defaults(place: Place, moment: datetime) -> Iterator[Step]:
    """Closed cases that nobody rated within the place's limit."""
    limit = place.supervision.default_rating
    if limit is None:
        return
    rows = Case.objects.filter(
        status=CaseStatus.COMPLETED, ratings=None, closed_at__lt=moment - timedelta(days=limit.value)
    )
    for row in rows.order_by("closed_at")[:BATCH]:
        if answer_by(row, row.closed_at, limit) < moment:
            yield lambda here, at, row=row: casework.default_rating(
                here, row.number, key=f"default-rating-{row.number}", at=at
            )


def _reminders(place: Place, calendar: Calendar, moment: datetime) -> Iterator[Step]:
    """Promises that end within the place's reminder, for limits longer than it."""
    limit = place.supervision.reminder
    if limit is None:
        return
    zone = ZoneInfo(calendar.zone)
    last = worktime.add_workdays(calendar, moment.astimezone(zone).date(), limit.value)
    until = datetime.combine(last, datetime.max.time(), zone)
    rows = Clock.objects.filter(scope="promise", ended_at=None, due_at__gte=moment, due_at__lte=until)
    reminded = Reminder.objects.filter(clock__in=rows).values_list("clock_id", flat=True)
    for clock in rows.exclude(pk__in=list(reminded)).select_related("case", "caseitem"):
        unit, _officer = holder_at(clock.caseitem, moment)
        if clock.limit["value"] > limit.value and unit not in (APPLICANT, STOPPED, NOBODY):
            yield lambda here, at, clock=clock, unit=unit: actions.remind(
                here,
                clock.case,
                clock,
                clock.caseitem.item,
                unit,
                clock.due_at,
                key=f"remind-{clock.pk}",
                at=at,
            )
