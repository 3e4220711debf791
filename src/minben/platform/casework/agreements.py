"""What applicant and office proposed to each other and agreed on, as both read it. Serves both pages of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from minben.platform.casework.models import Agreement, Case, CaseItem
from minben.platform.journal import vault
from minben.platform.journal.actor import Actor

KINDS = ("visit", "scope", "split", "other")
DAYS = 20  # working days that a proposal may wait at most


@dataclass(frozen=True)
class Talk:
    """One proposal with its words. `state`: waiting, agreed, declined, taken_back, expired."""

    row: Agreement
    text: str
    day: date | None
    answer: str
    state: str

    @property
    def waits_for(self) -> str:
        """Whose word is missing: office, applicant, or nobody's."""
        if self.state != "waiting":
            return ""
        return "applicant" if self.row.office else "office"


def state(row: Agreement, moment: datetime) -> str:
    """How it stands at that moment: what nobody answered in time, or before the item was decided, binds nobody."""
    if row.outcome:
        return row.outcome
    late = moment > row.answer_by or row.caseitem.decided_at is not None
    return "expired" if late else "waiting"


def talks(case: Case, moment: datetime, item: str = "") -> list[Talk]:
    """Everything proposed in the case (about one item), the newest first."""
    rows = Agreement.objects.filter(case=case).select_related("caseitem").order_by("-id")
    return [_talk(case, row, moment) for row in (rows.filter(caseitem__item=item) if item else rows)]


def _talk(case: Case, row: Agreement, moment: datetime) -> Talk:
    told, answer = _read(case, row.sealed), _read(case, row.answer_sealed)
    on = told.get("day", "")
    return Talk(
        row,
        told.get("text", ""),
        date.fromisoformat(on) if on else None,
        answer.get("text", ""),
        state(row, moment),
    )


def _read(case: Case, sealed: bytes) -> dict[str, str]:
    try:
        return vault.unseal(case.person, sealed) if sealed else {}
    except vault.Erased:
        return {}


def unanswered(actor: Actor, moment: datetime) -> list[Agreement]:
    """Applicants' proposals that wait for the actor's units, the one that ends first on top."""
    mine = Q(caseitem__authority__in=actor.units, caseitem__handler="") | Q(caseitem__handler__in=actor.units)
    rows = Agreement.objects.filter(
        mine, office=False, outcome="", answer_by__gte=moment, caseitem__decided_at=None
    )
    return list(rows.select_related("case", "caseitem").order_by("answer_by", "id"))


def handler(caseitem: CaseItem) -> str:
    """The unit that speaks for the office about this item."""
    return caseitem.handler or caseitem.authority
