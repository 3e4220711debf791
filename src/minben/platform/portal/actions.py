"""Telling us about a page, and answering."""

from __future__ import annotations

import secrets
from datetime import timedelta

from minben.platform.casework.actions import Refusal
from minben.platform.journal.actions import Record, act
from minben.platform.portal.models import Feedback

HOUR, MOST = timedelta(hours=1), 60  # so many an hour are read; more is a flood


@act("portal.give_feedback")
def give_feedback(record: Record, page: str, text: str, mood: int | None = None) -> str:
    """Keep words about a page; answers the code under which the answer can be read. The record has no words in it."""
    if not text.strip():
        raise Refusal("feedback.empty")
    if Feedback.objects.filter(given_at__gt=record.now - HOUR).count() >= MOST:
        raise Refusal("feedback.many")
    row = Feedback.objects.create(
        code=secrets.token_urlsafe(12),
        page=page[:200],
        mood=mood,
        text=text.strip(),
        staff=bool(record.actor.units),
        given_at=record.now,
    )
    record.about("feedback", row.code, staff=row.staff)
    return row.code


@act("portal.answer_feedback")
def answer_feedback(record: Record, code: str, reply: str) -> str:
    """Answer once."""
    row = Feedback.objects.filter(code=code, replied_at=None).first()
    if row is None:
        raise Refusal("feedback.gone")
    if not reply.strip():
        raise Refusal("feedback.empty")
    row.reply, row.replied_at = reply.strip(), record.now
    row.save()
    record.about("feedback", code, answered=True)
    return code
