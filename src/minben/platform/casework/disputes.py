"""What applicants say is wrong in a register, as its keeper sees it. Serves the office that keeps the register."""

from __future__ import annotations

from dataclasses import dataclass

from minben.platform.casework.models import Case
from minben.platform.catalogue.queries import current_place
from minben.platform.exchange.models import Dispute
from minben.platform.exchange.queries import open_disputes
from minben.platform.identity.queries import NoUnit, local_unit
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor


@dataclass(frozen=True)
class Disputed:
    """One dispute that waits for its keeper, and the case in which it was said."""

    row: Dispute
    case: Case

    def words(self) -> tuple[str, str]:
        """What the register said and what the person says; reading it is journalled by whoever shows it."""
        kept = vault.unseal(self.row.person, self.row.sealed)
        return kept.get("told", ""), kept.get("said", "")


def disputes_for(actor: Actor) -> list[Disputed]:
    """Open disputes about registers that the actor's offices keep; those of forms not yet sent come with the form."""
    kept = [
        name for name, register in current_place().registers.items() if _keeper(register.owner) in actor.units
    ]
    rows = open_disputes(kept)
    cases = {case.number: case for case in Case.objects.filter(number__in={row.case for row in rows})}
    return [Disputed(row, cases[row.case]) for row in rows if row.case in cases]


def _keeper(owner: str) -> str:
    try:
        return local_unit(owner)
    except NoUnit:
        return ""
