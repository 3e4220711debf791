"""Consulting the public on a draft reform: open, answer, moderate, reply, close. Each act leaves its entry.

Nothing here is anonymous to the record, and nothing personal is open: words are sealed with the person's key; only a
moderator's act makes them public, under the name the person chose or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from minben.platform.casework.actions import Refusal
from minben.platform.catalogue import queries as catalogue
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act
from minben.platform.openness.models import Opinion, PublicConsultation, Reply
from minben.platform.openness.queries.consultations import lead

KIND = "public_consultation"
ANSWERS = ("yes", "partly", "no", "unsure")
VERDICTS = ("adopted", "partly", "not_adopted")
PUBLISHED, WITHHELD, WAITING = "published", "withheld", "waiting"
WORDS = 4000


@act("openness.open_consultation")
def open_consultation(
    record: Record, service: str, reform: str, until: str, evidence: list[dict[str, Any]]
) -> str:
    """Ask the public about a draft of the service in force, until the end of a day (ISO). Answers its reference."""
    found = catalogue.service(service)
    draft = found.service.reform(reform) if found is not None else None
    if found is None or draft is None or draft.status not in ("draft", "consultation"):
        raise Refusal("consultation.no_draft")
    if draft.need is None or not draft.questions:
        raise Refusal("consultation.no_need")  # R15: what begins from no need is not published
    if PublicConsultation.objects.filter(service=service, reform=reform).exists():
        raise Refusal("consultation.open_already")
    day = date.fromisoformat(until)
    zone = ZoneInfo(found.place.calendar.zone)
    if day <= record.now.astimezone(zone).date():
        raise Refusal("consultation.past")
    PublicConsultation.objects.create(
        service=service,
        reform=reform,
        pack=found.publication.pack,
        evidence=evidence,
        opened_by=record.actor.account,
        opened_at=record.now,
        until=day,
        ends_at=datetime.combine(day, time(23, 59, 59), zone),
    )
    record.about(KIND, f"{service}/{reform}", opened=True, until=until, evidence=evidence)
    return f"{service}/{reform}"


def _running(record: Record, service: str, reform: str) -> PublicConsultation:
    row = PublicConsultation.objects.filter(service=service, reform=reform, closed_at=None).first()
    if row is None:
        raise Refusal("consultation.closed")
    record.about(KIND, f"{service}/{reform}")
    return row


@act("openness.give_opinion")
def give_opinion(
    record: Record, service: str, reform: str, answers: Mapping[str, str], text: str, *, named: bool = False
) -> int:
    """Say what one thinks, once; saying it again until the end changes it. Answers the opinion's number."""
    row = _running(record, service, reform)
    if record.now > row.ends_at:
        raise Refusal("consultation.over")
    person = record.actor.principal
    if not person:
        raise Refusal("opinion.nobody")
    _place, pinned = catalogue.pinned(row.pack, service)
    draft = pinned.reform(reform)
    questions = draft.questions if draft is not None else ()
    if set(answers) - set(questions) or set(answers.values()) - set(ANSWERS):
        raise Refusal("opinion.answers")
    if not answers and not text.strip():
        raise Refusal("opinion.empty")
    opinion = Opinion.objects.filter(consultation=row, person=person).first()
    changed = opinion is not None
    if opinion is None:
        last = Opinion.objects.filter(consultation=row).aggregate(last=Max("number"))["last"] or 0
        opinion = Opinion(consultation=row, number=last + 1, person=person, given_at=record.now)
    _say(opinion, record, dict(answers), text.strip()[:WORDS], named)
    record.facts.update(opinion=opinion.number, changed=changed)
    record.seal(person, answers=dict(answers), text=text.strip()[:WORDS], named=named)
    return opinion.number


def _say(opinion: Opinion, record: Record, answers: dict[str, str], text: str, named: bool) -> None:
    """New words are nobody's to read until a moderator has seen them, and no reply was about them."""
    opinion.answers, opinion.named, opinion.changed_at = answers, named, record.now
    opinion.sealed = vault.seal(opinion.person, {"text": text, "name": record.actor.name})
    opinion.state = WAITING if text else PUBLISHED  # answers without words show nobody anything
    opinion.public_text = opinion.public_name = opinion.reason = opinion.judged_by = ""
    opinion.judged_at = opinion.reply = opinion.reply_read_at = None
    opinion.save()


@act("openness.moderate_opinion")
def moderate_opinion(
    record: Record, service: str, reform: str, number: int, *, publish: bool, reason: str = ""
) -> int:
    """Let everybody read an opinion, or keep it back with a reason that its author reads."""
    opinion = _opinion(_running(record, service, reform), number)
    if not publish and not reason.strip():
        raise Refusal("opinion.reason")
    said = vault.unseal(opinion.person, opinion.sealed)
    opinion.state = PUBLISHED if publish else WITHHELD
    opinion.public_text = said["text"] if publish else ""
    opinion.public_name = said["name"] if publish and opinion.named else ""
    opinion.reason = "" if publish else reason.strip()[:WORDS]
    opinion.judged_by, opinion.judged_at = record.actor.account, record.now
    opinion.save()
    record.facts.update(opinion=number, published=publish, reason=opinion.reason)
    return number


def _opinion(row: PublicConsultation, number: int) -> Opinion:
    found = Opinion.objects.filter(consultation=row, number=number).first()
    if found is None:
        raise Refusal("opinion.gone")
    return found


@act("openness.reply_to_opinions")
def reply_to_opinions(
    record: Record,
    service: str,
    reform: str,
    numbers: Iterable[int],
    verdict: str,
    text: str,
    topic: str = "",
) -> int:
    """Answer one opinion, or several on one topic: adopted, partly or not, and why. Answers how many.

    The unit that consults replies in its own name, or an analyst of the place.
    """
    row = _running(record, service, reform)
    if not record.actor.has("analyst") and lead(row) not in record.actor.units:
        raise Refusal("reply.not_yours")
    wanted = sorted(set(numbers))
    found = list(Opinion.objects.filter(consultation=row, number__in=wanted).exclude(state=WITHHELD))
    if not found or len(found) != len(wanted):
        raise Refusal("opinion.gone")
    if verdict not in VERDICTS:
        raise Refusal("reply.verdict")
    if not text.strip():
        raise Refusal("reply.empty")
    if len(found) > 1 and not topic.strip():
        raise Refusal("reply.topic")
    reply = Reply.objects.create(
        consultation=row,
        topic=topic.strip()[:200],
        verdict=verdict,
        text=text.strip()[:WORDS],
        by=record.actor.account,
        unit=record.actor.unit,
        at=record.now,
    )
    for opinion in found:
        opinion.reply, opinion.reply_read_at = reply, None
        opinion.save()
    record.facts.update(opinions=wanted, topic=reply.topic, verdict=verdict, reply=reply.text)
    return len(found)


@act("openness.close_consultation")
def close_consultation(record: Record, service: str, reform: str, outcome: str, reason: str) -> str:
    """End it with its result. Refused while somebody's words wait for a moderator or for a reply (R26)."""
    row = _running(record, service, reform)
    if outcome not in VERDICTS:
        raise Refusal("reply.verdict")
    if not reason.strip():
        raise Refusal("reply.empty")
    words = Opinion.objects.filter(consultation=row).exclude(public_text="", state=PUBLISHED)
    if words.filter(state=WAITING).exists() or words.filter(state=PUBLISHED, reply=None).exists():
        raise Refusal("consultation.unanswered")
    row.outcome, row.reason = outcome, reason.strip()[:WORDS]
    row.closed_by, row.closed_at = record.actor.account, record.now
    row.save()
    record.facts.update(outcome=outcome, reason=row.reason)
    return outcome


@act("openness.read_replies")
def read_replies(record: Record) -> int:
    """The person has seen what was answered."""
    person = record.actor.principal
    record.about("person", "opinions")
    told = Q(reply__isnull=False) | Q(state=WITHHELD)
    rows = Opinion.objects.filter(told, person=person, reply_read_at=None)
    return int(rows.update(reply_read_at=record.now))
