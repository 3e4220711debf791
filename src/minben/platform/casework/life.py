"""The life of an item as one table: from where, by which verb, to where, who may, what the clocks do, what is required.

Serves officers (what can be done now), inspectors (what may never happen) and the tests, which try every cell that is
not here and expect a refusal. `lists` tells its states in the codes of other systems.
"""

from __future__ import annotations

from dataclasses import dataclass

from minben.kernel.pack import Item
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import CaseItem, ItemStatus, ResultStatus
from minben.platform.journal.actor import Actor

S, R = ItemStatus, ResultStatus
OPEN = (S.RECEIVED, S.CORRECTION, S.ACCEPTED, S.STOPPED, S.SUSPENDED)
DECIDED = (S.GRANTED, S.DENIED, S.NOT_ACCEPTED, S.TERMINATED, S.WITHDRAWN)
REFUSED = (S.DENIED, S.NOT_ACCEPTED, S.TERMINATED)
REMEDIES = {"reconsideration", "litigation"}
IN_FORCE = (R.NONE, R.ISSUED, R.DELIVERED)
OFFICE = ("officer", "leader")
HEAD = ("leader",)
RULE = ("system",)


@dataclass(frozen=True)
class Transition:
    """One row. `target` empty: the status stays. `results`: the result must be one of these. `second`: one proposes
    and another, of the office's head, confirms."""

    verb: str
    sources: tuple[ItemStatus, ...]
    target: ItemStatus | None
    who: tuple[str, ...]
    effect: str  # of worktime.EFFECTS
    needs: tuple[str, ...] = ()  # reasons, basis, points, commitment, to, document
    results: tuple[ResultStatus, ...] = ()
    result: ResultStatus | None = None
    second: bool = False


TABLE = (
    # before acceptance
    Transition("request_correction", (S.RECEIVED,), S.CORRECTION, OFFICE, "request_correction", ("points",)),
    Transition("answer_correction", (S.CORRECTION,), S.RECEIVED, ("applicant",), "answer_correction"),
    Transition("accept", (S.RECEIVED,), S.ACCEPTED, OFFICE, "accept"),
    Transition("deem_accepted", (S.RECEIVED,), S.ACCEPTED, RULE, "accept", ("basis",)),
    Transition("accept_tolerant", (S.RECEIVED,), S.ACCEPTED, OFFICE, "accept_tolerant", ("points", "commitment")),
    Transition("refuse", (S.RECEIVED,), S.NOT_ACCEPTED, OFFICE, "refuse", ("reasons",)),
    # in handling
    Transition("supplement", (S.ACCEPTED, S.STOPPED, S.SUSPENDED), None, ("applicant",), "supplement"),
    Transition("stop", (S.ACCEPTED,), S.STOPPED, OFFICE, "stop", ("reasons", "basis")),
    Transition("suspend", (S.ACCEPTED,), S.SUSPENDED, OFFICE, "suspend", ("reasons",)),
    Transition("resume", (S.STOPPED, S.SUSPENDED), S.ACCEPTED, OFFICE, "resume"),
    Transition("extend", (S.ACCEPTED,), None, HEAD, "extend", ("reasons", "basis")),
    Transition("extend_joint", (S.ACCEPTED,), None, HEAD, "extend_joint", ("reasons", "basis")),
    Transition("hand_up", (S.ACCEPTED,), None, OFFICE, "begin_step", ("reasons",)),
    Transition("transfer", (S.RECEIVED, S.ACCEPTED), None, HEAD, "transfer", ("reasons", "to")),
    Transition("consult", (S.RECEIVED, S.ACCEPTED, S.STOPPED), None, OFFICE, "consult", ("to",)),
    # decided
    Transition("grant", (S.ACCEPTED,), S.GRANTED, OFFICE, "grant", ("document",)),
    Transition("deny", (S.ACCEPTED,), S.DENIED, OFFICE, "deny", ("reasons", "document")),
    Transition("grant_by_rule", (S.RECEIVED, S.ACCEPTED), S.GRANTED, RULE, "grant", ("document",)),
    Transition("deny_by_rule", (S.RECEIVED, S.ACCEPTED), S.DENIED, RULE, "deny", ("document",)),
    Transition("deem_granted", (S.ACCEPTED,), S.GRANTED, RULE, "grant", ("basis", "document")),
    Transition("terminate", (S.ACCEPTED, S.STOPPED, S.SUSPENDED), S.TERMINATED, HEAD, "terminate",
               ("reasons", "basis", "document"), second=True),
    Transition("withdraw", OPEN, S.WITHDRAWN, ("applicant",), "withdraw"),
    # after the decision
    Transition("issue", (S.GRANTED,), None, (*OFFICE, *RULE, "applicant"), "issue", ("document",), (R.NONE,), R.ISSUED),
    Transition("deliver", (S.GRANTED,), None, (*OFFICE, *RULE, "applicant"), "deliver", ("basis",),
               (R.NONE, R.ISSUED), R.DELIVERED),
    Transition("deliver_refusal", REFUSED, None, (*OFFICE, *RULE, "applicant"), "deliver_refusal", ("basis",),
               (R.NONE,), R.DELIVERED),
    Transition("recall", (S.GRANTED,), None, HEAD, "none", ("reasons", "basis"), IN_FORCE, R.RECALLED, second=True),
    Transition("revoke", (S.GRANTED,), None, HEAD, "none", ("reasons", "basis"), IN_FORCE, R.REVOKED, second=True),
    Transition("cancel", (S.GRANTED,), None, HEAD, "none", ("reasons", "basis"), IN_FORCE, R.CANCELLED, second=True),
    Transition("appeal", (S.GRANTED, S.DENIED, S.NOT_ACCEPTED, S.TERMINATED), None, OFFICE, "appeal", ("document",)),
    Transition("sue", (S.GRANTED, S.DENIED, S.NOT_ACCEPTED, S.TERMINATED), None, OFFICE, "sue", ("document",)),
)  # fmt: skip
VERBS = {row.verb: row for row in TABLE}
CRITICAL = tuple(row.verb for row in TABLE if row.second)


def permit(verb: str, caseitem: CaseItem, actor: Actor | None, given: dict[str, object]) -> Transition:
    """The row of this verb, or Refusal: wrong state, not yours to do, or something required is not given.

    `actor` None: the platform does it by rule, as a consequence of somebody else's act.
    """
    row = VERBS[verb]
    if caseitem.status not in row.sources:
        raise Refusal("item.wrong_state", status=caseitem.status, needed=[str(one) for one in row.sources])
    if row.results and caseitem.result not in row.results:
        raise Refusal("item.wrong_state", status=caseitem.result, needed=[str(one) for one in row.results])
    if not (set(row.who) & set(RULE) if actor is None else _may(row, actor)):
        raise Refusal(
            "extend.head_only" if verb in ("extend", "extend_joint") else "act.not_for_you", who=list(row.who)
        )
    for need in row.needs:
        if not given.get(need):
            raise Refusal(f"{verb}.{need}_missing")
    return row


def _may(row: Transition, actor: Actor) -> bool:
    if "applicant" in row.who and (actor.person or actor.on_behalf_of):
        return True
    return any(actor.has(role) for role in row.who)


def unlawful(item: Item, reasons: str, codes: object) -> str:
    """Why a refusal may not be sent: it says no reasons, or nowhere to go against it; empty when it may."""
    if not reasons.strip() and not codes:
        return "decide.reasons_missing"
    return "" if REMEDIES & {remedy.kind for remedy in item.remedies} else "decide.remedies_missing"


def delivery(caseitem: CaseItem) -> str:
    """The verb by which this decision is delivered: a refusal's starts the periods of its remedies."""
    return "deliver_refusal" if caseitem.status in REFUSED else "deliver"


def possible(caseitem: CaseItem) -> tuple[str, ...]:
    """Verbs that fit where the item stands."""
    return tuple(
        row.verb
        for row in TABLE
        if caseitem.status in row.sources and (not row.results or caseitem.result in row.results)
    )
