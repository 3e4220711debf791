"""Requests for information (依申請公開): ask, correct, wait for a third party, extend, answer. Each leaves its entry.

The words of requester and office are sealed with the requester's key. Public are the office's acts, and of a reply what
the office writes for everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime

from minben.kernel.worktime import Limit
from minben.platform.casework.actions import Refusal
from minben.platform.casework.clocks import rolled
from minben.platform.catalogue import queries as catalogue
from minben.platform.identity.queries import units
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act
from minben.platform.openness import information_law as law
from minben.platform.openness.models import InformationRequest
from minben.platform.openness.queries import requests as queries
from minben.platform.openness.queries.requests import ANSWERED, CORRECTION, GIVEN_UP, OPEN

KIND = "information_request"
WORDS = 4000


@act("openness.ask_information")
def ask(record: Record, unit: str, subject: str, text: str, contact: str = "") -> str:
    """Ask an office of the tenant for information. Answers the request's number."""
    person = record.actor.principal
    if not person:
        raise Refusal("request.nobody")
    if unit not in {one.code for one in units()}:
        raise Refusal("request.unit")
    if not subject.strip() or not text.strip():
        raise Refusal("request.empty")
    number = f"Q{record.now:%Y}-{InformationRequest.objects.count() + 1:05}"
    said = {
        "topic": subject.strip()[:200],
        "text": text.strip()[:WORDS],
        "contact": contact.strip()[:200],
        "name": record.actor.name,
    }
    InformationRequest.objects.create(
        number=number,
        person=person,
        unit=unit,
        pack=catalogue.in_force(),
        sealed=vault.seal(person, said),
        received_at=record.now,
        counted_from=record.now,
        calendar=catalogue.notice_in_force(),
    )
    record.about(KIND, number, unit=unit)
    record.seal(person, **said)
    return number


def _of_office(record: Record, number: str, *states: str) -> InformationRequest:
    """The request as its own office may act upon it."""
    row = InformationRequest.objects.filter(number=number).first()
    if row is None or row.unit not in record.actor.units:
        raise Refusal("unit.not_yours")
    if row.state not in states:
        raise Refusal("request.wrong_state")
    record.about(KIND, number, unit=row.unit)
    return row


@act("openness.ask_correction")
def ask_correction(record: Record, number: str, words: str, days: int) -> str:
    """Say once what is unclear, within the limit for that, with time to answer; the limit runs anew from the answer."""
    row = _of_office(record, number, OPEN)
    if row.correction_asked_at is not None:
        raise Refusal("request.corrected_once")
    if not words.strip():
        raise Refusal("request.words")
    place, calendar = catalogue.place(row.pack), queries.calendar(row)
    if record.now > law.day(row.received_at, place.information.correction, place, calendar):
        raise Refusal("request.too_late_to_ask")
    if days < 1:
        raise Refusal("request.days")
    row.state, row.correction_asked_at = CORRECTION, record.now
    row.correction_until = law.day(record.now, Limit(days, "workday", f"{law.LAW} 30"), place, calendar)
    row.correction = vault.seal(row.person, {"words": words.strip()[:WORDS]})
    row.save()
    record.facts.update(correction_until=row.correction_until.isoformat())
    record.seal(row.person, words=words.strip()[:WORDS])
    return number


@act("openness.correct_request")
def correct(record: Record, number: str, text: str) -> str:
    """The requester makes clear what is meant: the office's limit begins with this day (art. 30)."""
    row = InformationRequest.objects.filter(number=number, person=record.actor.principal).first()
    if row is None:
        raise Refusal("request.gone")
    if row.state != CORRECTION:
        raise Refusal("request.wrong_state")
    if not text.strip():
        raise Refusal("request.empty")
    said = {**vault.unseal(row.person, row.sealed), "corrected": text.strip()[:WORDS]}
    row.sealed = vault.seal(row.person, said)
    row.state, row.counted_from = OPEN, record.now
    row.save()
    record.about(KIND, number, unit=row.unit)
    record.seal(row.person, corrected=said["corrected"])
    return number


@act("openness.give_up_request")
def give_up(record: Record, number: str) -> str:
    """Close a request whose correction did not come in its time: it counts as given up (art. 30)."""
    row = _of_office(record, number, CORRECTION)
    if row.correction_until is None or record.now <= row.correction_until:
        raise Refusal("request.still_time")
    row.state, row.answered_at = GIVEN_UP, record.now
    row.save()
    return number


@act("openness.ask_third_party")
def ask_third_party(record: Record, number: str, who: str) -> str:
    """Ask in writing whose rights a disclosure would touch: time until the answer does not count (arts. 32, 33)."""
    row = _of_office(record, number, OPEN)
    if queries.waiting(row):
        raise Refusal("request.waiting")
    if not who.strip():
        raise Refusal("request.who")
    if record.now > _due(row):
        raise Refusal("request.overdue")
    stop = {"start": record.now.isoformat(), "end": None, "basis": f"{law.LAW} 33"}
    row.stops = [*row.stops, stop]
    row.save()
    place = catalogue.place(row.pack)
    until = law.day(record.now, place.information.objection, place, queries.calendar(row))
    record.facts.update(until=until.isoformat())
    record.seal(row.person, who=who.strip()[:WORDS])
    return number


@act("openness.hear_third_party")
def hear_third_party(record: Record, number: str, agrees: str) -> str:
    """The third party answered (yes, no) or let its days pass (silent): the clock goes on."""
    row = _of_office(record, number, OPEN)
    if not queries.waiting(row):
        raise Refusal("request.not_waiting")
    if agrees not in ("yes", "no", "silent"):
        raise Refusal("request.agrees")
    row.stops = [*row.stops[:-1], {**row.stops[-1], "end": record.now.isoformat(), "agrees": agrees}]
    row.save()
    record.facts.update(agrees=agrees)
    return number


@act("openness.extend_request")
def extend(record: Record, number: str, days: int, reason: str) -> str:
    """The head of the office lets the reply take longer: once, before it is due, within the limit for that."""
    row = _of_office(record, number, OPEN)
    if not record.actor.has("leader"):
        raise Refusal("request.head_only")
    if row.extensions:
        raise Refusal("request.extended_once")
    if not 1 <= days <= catalogue.place(row.pack).information.longer.value:
        raise Refusal("request.days")
    if not reason.strip():
        raise Refusal("request.reason")
    if not queries.waiting(row) and record.now > _due(row):
        raise Refusal("request.overdue")
    reason = reason.strip().rstrip("。.")[:400]  # the chain of the date puts it into a sentence
    row.extensions = [{"at": record.now.isoformat(), "days": days, "reason": reason}]
    row.save()
    record.facts.update(days=days, reason=reason)
    return number


def _due(row: InformationRequest) -> datetime:
    found = queries.due(row).reach
    assert found is not None  # noqa: S101 - a limit in working days always reaches somewhere
    return found


@act("openness.recount_request")
def recount_request(record: Record, number: str, notice: str) -> bool:
    """Count an open request by a calendar notice, with the dates before and after in the record; whether one moved."""
    row = InformationRequest.objects.get(number=number)
    old, new = (catalogue.calendar(row.pack, one) for one in (row.calendar, notice))
    found = {"due": (queries.due_by(row, old).at, queries.due_by(row, new).at)}
    if row.correction_until is not None and row.state == CORRECTION:
        found["correction_until"] = (row.correction_until, rolled(row.correction_until, new))
        row.correction_until = found["correction_until"][1]
    row.calendar = notice
    row.save()
    moved = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    record.about(KIND, number, unit=row.unit, notice=notice)
    record.facts["dates"] = [
        {"what": name, "before": _iso(before), "after": _iso(after)}
        for name, (before, after) in moved.items()
    ]
    return bool(moved)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


@act("openness.answer_request")
def answer(
    record: Record,
    number: str,
    outcome: str,
    text: str,
    reason: str = "",
    holder: str = "",
    public_question: str = "",
    public_reply: str = "",
) -> str:
    """Reply: what is disclosed or where it stands; or why not, by which article; or who holds it. Once."""
    row = _of_office(record, number, OPEN)
    _complete(row, outcome, text, reason, holder)
    if bool(public_question.strip()) != bool(public_reply.strip()):
        raise Refusal("request.public_half")
    reason = reason if outcome in law.WITH_REASON else ""
    row.calendar = catalogue.notice_in_force()
    row.due_at, row.state = queries.due(row).at, ANSWERED
    row.outcome, row.reason, row.basis = outcome, reason, law.basis(outcome, reason)
    row.holder = holder.strip()[:200] if outcome == "not_held" else ""
    row.answered_at, row.answered_by = record.now, record.actor.account
    row.reply = vault.seal(row.person, {"text": text.strip()[:WORDS]})
    row.public_question, row.public_reply = public_question.strip()[:400], public_reply.strip()[:WORDS]
    row.save()
    record.facts.update(outcome=outcome, reason=reason, basis=row.basis, published=bool(row.public_question))
    record.seal(row.person, text=text.strip()[:WORDS])
    return number


def _complete(row: InformationRequest, outcome: str, text: str, reason: str, holder: str) -> None:
    if queries.waiting(row):
        raise Refusal("request.waiting")
    if outcome not in law.OUTCOMES:
        raise Refusal("request.outcome")
    if not text.strip():
        raise Refusal("request.words")
    if outcome in law.WITH_REASON and reason not in law.REASONS:
        raise Refusal("request.reason")
    if outcome == "not_held" and not holder.strip():
        raise Refusal("request.holder")


@act("openness.read_request_reply")
def read_reply(record: Record, number: str) -> str:
    """The requester has seen the reply."""
    row = InformationRequest.objects.filter(number=number, person=record.actor.principal).first()
    if row is None:
        raise Refusal("request.gone")
    record.about(KIND, number, unit=row.unit)
    if row.answered_at is not None and row.read_at is None:
        row.read_at = record.now
        row.save()
    return number
