"""Dates by which somebody must answer, counted by the calendar and the law of the case."""

from __future__ import annotations

from datetime import datetime

from minben.kernel import worktime
from minben.kernel.worktime import Limit
from minben.platform.casework import clocks
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case
from minben.platform.catalogue.queries import calendar_in_force, place
from minben.platform.journal.actions import Record


def answer_by(case: Case, moment: datetime, limit: Limit) -> datetime:
    """When something that began at `moment` must be answered."""
    return clocks.last_moment(case, moment, limit)


def answer_at(pack: str, moment: datetime, limit: Limit) -> datetime:
    """The same for something that is no case: by the law and the calendar in force of the place in this pack."""
    found = worktime.due(moment, limit, calendar_in_force(pack), place(pack).counting(limit)).at
    assert found is not None  # noqa: S101 - a limit without stops always has a date
    return found


def named(case: Case, moment: datetime) -> datetime:
    """A day that a leader named: on a day of rest it moves on (民法典 art. 203)."""
    return clocks.rolled(moment, calendar_in_force(case.pack))


def said(text: str, refusal: str) -> str:
    """The words, which must not be empty."""
    if not text.strip():
        raise Refusal(refusal)
    return text.strip()


def of_own_unit(record: Record, unit: str) -> None:
    """Only the unit addressed answers."""
    if unit not in record.actor.units:
        raise Refusal("unit.not_yours")


def of_other_unit(record: Record, unit: str) -> None:
    """Who judges does not belong to the unit judged (R36)."""
    if unit in record.actor.units:
        raise Refusal("unit.own_cause")
