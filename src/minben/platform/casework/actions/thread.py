"""Writing to the applicant in the case's thread, inside another act."""

from __future__ import annotations

from minben.platform.casework.models import Case, Message
from minben.platform.casework.play import Play
from minben.platform.journal import vault
from minben.platform.journal.actions import Record


def write_to_applicant(record: Record, case: Case, text: str) -> Message:
    """An office's words, sealed with the applicant's key; the applicant is told that something came."""
    row = Message.objects.create(
        case=case,
        author=record.actor.account,
        unit=record.actor.unit,
        sealed=vault.seal(case.person, {"text": text}),
        sent_at=record.now,
    )
    Play.of(record, case).notify("message")
    return row
