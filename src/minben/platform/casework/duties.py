"""Execution, supervision and coordination of one case are never one person's: who has done the one may not do another.

Serves every act on a case. What somebody did to it is read from the journal; who supervised it (urged, ruled on a
card or rating, answered a complaint, inspected it in a sample) stands with the case, for those acts are about other
things than the case itself.
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
    "casework.stop_clock", "casework.resume_clock", "casework.suspend", "casework.extend", "casework.consult",
    "casework.decide", "casework.propose", "casework.settle", "casework.deliver", "casework.propose_agreement",
    "casework.answer_agreement", "casework.record_proceeding", "casework.end_proceeding", "casework.hand_up",
    "casework.extend_joint", "casework.answer_consultation", "casework.answer_dispute", "casework.reply_message",
    "casework.take_back_agreement",
)  # fmt: skip
DUTY = {
    **dict.fromkeys(SUPERVISION, "supervision"),
    **dict.fromkeys(COORDINATION, "coordination"),
    **dict.fromkeys(EXECUTION, "execution"),
}


def forbid(actor: Actor, case: Case, wanted: str) -> Around:
    """Refuse any duty in one's own case, and a duty to whom another duty of this case belongs already.

    Answers what was read of the case for it.
    """
    seen = around(case, actor.account)
    if actor.account == "system":
        return seen
    if _own(actor, case):
        raise Refusal("duties.own_case")
    held = {DUTY[name] for name in seen.acts if name in DUTY}
    if actor.account in case.watchers:
        held.add("supervision")
    if other := held - {wanted}:
        raise Refusal("duties.separate", held=sorted(other), wanted=wanted)
    return seen


def supervise(actor: Actor, case: Case) -> None:
    """This act supervises the case: refused to whoever handled or coordinated it, and kept, so that it bars the
    actor from both from now on. The caller's act is the transaction."""
    forbid(actor, case, "supervision")
    if actor.account != "system" and actor.account not in case.watchers:
        case.watchers = [*case.watchers, actor.account]
        Case.objects.filter(pk=case.pk).update(watchers=case.watchers)


def _own(actor: Actor, case: Case) -> bool:
    """Whether it is the actor's own affair (迴避): as its applicant, or as who sent it for somebody under a mandate.

    Whoever took it in at a window did so as an officer.
    """
    if case.person and case.person == actor.person:
        return True
    return case.channel != "counter" and case.account == actor.account
