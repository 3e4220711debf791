"""Execution, supervision and coordination of one case are never one person's: who has done the one may not do another.

Serves every act on a case. What somebody did is read from the journal, so that it cannot be forgotten.
"""

from __future__ import annotations

from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.around import REPLIED, Around, around
from minben.platform.casework.models import Case
from minben.platform.journal.actor import Actor

SUPERVISION = (REPLIED,)
COORDINATION = ("casework.transfer",)
EXECUTION = (
    "casework.accept", "casework.accept_tolerant", "casework.request_correction", "casework.refuse",
    "casework.stop_clock", "casework.decide", "casework.propose", "casework.propose_agreement",
    "casework.answer_agreement",
)  # fmt: skip
DUTY = {
    **dict.fromkeys(SUPERVISION, "supervision"),
    **dict.fromkeys(COORDINATION, "coordination"),
    **dict.fromkeys(EXECUTION, "execution"),
}


def forbid(actor: Actor, case: Case, wanted: str) -> Around:
    """Refuse a duty to whom another duty of this case belongs already; answers what was read of the case for it."""
    seen = around(case, actor.account)
    other = {DUTY[name] for name in seen.acts if name in DUTY} - {wanted}
    if other and actor.account != "system":
        raise Refusal("duties.separate", held=sorted(other), wanted=wanted)
    return seen
