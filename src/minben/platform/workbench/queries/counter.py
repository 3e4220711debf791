"""The counter: who is being served, and what this officer sent for people today."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from minben.kernel import intake
from minben.platform.casework import queries as casework
from minben.platform.casework.intaking import SIGNED_IN
from minben.platform.casework.models import Case
from minben.platform.casework.queries import CaseView
from minben.platform.catalogue.queries import current_place
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now

CHANNEL = "counter"


def is_number(typed: str) -> bool:
    """Whether this can be an identity number (form and check character)."""
    return not isinstance(intake.check_answer(current_place().elements[SIGNED_IN], typed), intake.Problem)


def sent_today(actor: Actor) -> list[Case]:
    """Applications this officer sent for people today, newest first."""
    zone = ZoneInfo(current_place().calendar.zone)
    morning = datetime.combine(now().astimezone(zone).date(), time(0), zone)
    rows = Case.objects.filter(account=actor.account, channel=CHANNEL, submitted_at__gte=morning)
    return list(rows.order_by("-submitted_at"))


def receipt(actor: Actor, number: str) -> CaseView | None:
    """A case this officer sent today, for its receipt."""
    row = next((case for case in sent_today(actor) if case.number == number), None)
    return None if row is None else casework.view(row)
