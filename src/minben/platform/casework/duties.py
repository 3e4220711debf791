"""Execution, supervision and coordination of one case are never one person's: who has done the one may not do another.

Serves every act on a case. What somebody did is read from the journal, so that it cannot be forgotten.
"""

from __future__ import annotations

from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case, Complaint
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import entries

SUPERVISION = ("casework.reply_to_complaint",)
COORDINATION = ("casework.transfer",)
EXECUTION = (
    "casework.accept", "casework.accept_tolerant", "casework.request_correction", "casework.refuse",
    "casework.stop_clock", "casework.decide", "casework.propose",
)  # fmt: skip
DUTY = {
    **dict.fromkeys(SUPERVISION, "supervision"),
    **dict.fromkeys(COORDINATION, "coordination"),
    **dict.fromkeys(EXECUTION, "execution"),
}


def held(actor: Actor, case: Case) -> set[str]:
    """Duties this account has exercised on the case."""
    acts = set(
        entries("case", case.number)
        .filter(actor=actor.account, act__in=list(DUTY))
        .values_list("act", flat=True)
    )
    if Complaint.objects.filter(case=case, replied_by=actor.account).exists():
        acts.add(SUPERVISION[0])
    return {DUTY[name] for name in acts}


def forbid(actor: Actor, case: Case, wanted: str) -> None:
    """Refuse a duty to whom another duty of this case belongs already."""
    other = held(actor, case) - {wanted}
    if other and actor.account != "system":
        raise Refusal("duties.separate", held=sorted(other), wanted=wanted)
