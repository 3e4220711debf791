"""At the window: a person shows who they are and asks an officer to fill in and send for them (幫辦代辦)."""

from __future__ import annotations

from minben.platform.casework.actions.refusal import Refusal
from minben.platform.journal.actions import Record, act

DOCUMENTS = ("identity_card", "temporary_identity_card", "household_booklet", "social_security_card")


@act("casework.receive_at_counter")
def receive_at_counter(record: Record, person: str, shown: str, agreed: bool) -> str:
    """Note which document the person showed and that they want to be helped; nothing is done for them without it."""
    if shown not in DOCUMENTS:
        raise Refusal("counter.document_missing")
    if not agreed:
        raise Refusal("counter.consent_missing")
    record.about("counter", record.actor.unit, shown=shown, agreed=True)
    record.seal(person, person=person)
    return f"{record.now:%Y%m%d-%H%M%S}"
