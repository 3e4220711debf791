"""The keeper of a register answers whoever says that it is wrong."""

from __future__ import annotations

from minben.platform.casework import duties, facts
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.actions.thread import write_to_applicant
from minben.platform.casework.disputes import Disputed, disputes_for
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act

OUTCOMES = ("corrected", "stands")


@act("casework.answer_dispute")
def answer_dispute(record: Record, dispute: int, outcome: str, words: str) -> int:
    """Say whether the register was wrong; the person is told in the case. A corrected fact counts for rules at once."""
    found = next((one for one in disputes_for(record.actor) if one.row.pk == dispute), None)
    if found is None:
        raise Refusal("dispute.gone")
    if outcome not in OUTCOMES:
        raise Refusal("dispute.outcome_missing")
    if not words.strip():
        raise Refusal("dispute.words_missing")
    row = found.row
    duties.forbid(record.actor, found.case, "execution")
    record.about("case", found.case.number, register=row.register, element=row.element, outcome=outcome)
    record.seal(row.person, words=words.strip())
    if outcome == "corrected":
        _confirm(found)
    write_to_applicant(record, found.case, words.strip())
    row.outcome, row.answered_by, row.answered_at = outcome, record.actor.account, record.now
    row.save()
    return row.pk


def _confirm(found: Disputed) -> None:
    """The person's own word is now the register's: decisions without a person may rest on it."""
    case, (_, said) = found.case, found.words()
    kept = vault.unseal(case.person, case.sealed)
    if found.row.element in kept.get(facts.REGISTERS, {}):
        kept[facts.REGISTERS][found.row.element] = said
        case.sealed = vault.seal(case.person, kept)
        case.save()
