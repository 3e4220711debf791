"""Applicant and office come to an agreement: one proposes, the other confirms or declines with a reason.

Serves both: another day for a visit, a smaller sign, parts decided separately. Only what both confirmed counts; it
stops no clock and decides nothing, but stands in the case for whoever decides.
"""

from __future__ import annotations

from minben.kernel import worktime
from minben.kernel.worktime import Limit
from minben.platform.casework import duties
from minben.platform.casework.actions.handling import held_by_other
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.agreements import DAYS, KINDS, handler, state
from minben.platform.casework.models import Agreement, CaseItem, Task
from minben.platform.casework.play import Play
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act


@act("casework.propose_agreement")
def propose_agreement(
    record: Record, case: str, item: str, kind: str, text: str, day: str = "", days: int = 5, *, office: bool
) -> int:
    """Propose something to the other side, who has `days` working days to answer; one at a time about an item."""
    caseitem = _side(record, case, item, office)
    _sensible(kind, text, day, days)
    if caseitem.decided_at is not None:
        raise Refusal("agreement.decided")
    _clear(record, caseitem)
    play = Play.of(record, caseitem.case)
    due = worktime.due(record.now, Limit(days, "workday"), play.place.calendar, play.service.counting).at
    words = {"text": text.strip(), "day": day}
    row = Agreement.objects.create(
        case=caseitem.case, caseitem=caseitem, kind=kind, office=office, unit=handler(caseitem),
        sealed=vault.seal(caseitem.case.person, words), proposed_by=record.actor.account,
        proposed_at=record.now, answer_by=due,
    )  # fmt: skip
    record.seal(caseitem.case.person, **words)
    _note(record, play, row, "proposed", office)
    return row.pk


@act("casework.answer_agreement")
def answer_agreement(record: Record, agreement: int, reason: str = "", *, agree: bool, office: bool) -> int:
    """The other side confirms, and it is agreed; or declines and says why."""
    row, play = _waiting(record, agreement, office)
    if row.office == office:
        raise Refusal("agreement.own")
    if not agree and not reason.strip():
        raise Refusal("agreement.reason_missing")
    row.answer_sealed = vault.seal(row.case.person, {"text": reason.strip()})
    record.seal(row.case.person, text=reason.strip())
    return _settle(record, play, row, "agreed" if agree else "declined", office)


@act("casework.take_back_agreement")
def take_back_agreement(record: Record, agreement: int, *, office: bool) -> int:
    """Whoever proposed takes it back before the other side has answered."""
    row, play = _waiting(record, agreement, office)
    if row.office != office:
        raise Refusal("agreement.not_yours")
    return _settle(record, play, row, "taken_back", office)


def _waiting(record: Record, agreement: int, office: bool) -> tuple[Agreement, Play]:
    row = Agreement.objects.select_related("case", "caseitem").filter(pk=agreement).first()
    if row is None:
        raise Refusal("agreement.gone")
    _side(record, row.case.number, row.caseitem.item, office)
    if state(row, record.now) != "waiting":
        raise Refusal("agreement.gone")
    return row, Play.of(record, row.case)


def _settle(record: Record, play: Play, row: Agreement, outcome: str, office: bool) -> int:
    row.outcome, row.settled_by, row.settled_at = outcome, record.actor.account, record.now
    row.save()
    _note(record, play, row, outcome, office)
    return row.pk


def _note(record: Record, play: Play, row: Agreement, what: str, office: bool) -> None:
    """In the journal, in the case's course, and for the applicant when it comes from the office."""
    item = row.caseitem.item
    record.about("case", row.case.number, item=item, agreement=row.pk, about=row.kind, outcome=what)
    record.happen(f"{item}.{what}", item=item, unit=row.unit if office else "applicant")
    if office:
        play.notify(what, item)


def _clear(record: Record, caseitem: CaseItem) -> None:
    """One waits at a time: a proposal whose time is over makes room."""
    for row in Agreement.objects.select_related("caseitem").filter(caseitem=caseitem, outcome=""):
        if state(row, record.now) == "waiting":
            raise Refusal("agreement.waiting")
        row.outcome, row.settled_at = "expired", record.now
        row.save()


def _sensible(kind: str, text: str, day: str, days: int) -> None:
    if kind not in KINDS:
        raise Refusal("agreement.unknown_kind")
    if not text.strip():
        raise Refusal("agreement.text_missing")
    if kind == "visit" and not day:
        raise Refusal("agreement.day_missing")
    if days not in range(1, DAYS + 1):
        raise Refusal("agreement.days")


def _side(record: Record, case: str, item: str, office: bool) -> CaseItem:
    """The item, for whoever speaks for the office that handles it, or for its applicant; nobody else."""
    found = CaseItem.objects.select_related("case").filter(case__number=case, item=item).first()
    actor = record.actor
    if found is None or not (
        handler(found) in actor.units if office else found.case.person == actor.principal
    ):
        raise Refusal("agreement.not_yours")
    if not office and actor.has("assistant") and found.case.account != actor.account:
        raise Refusal("agreement.not_yours")
    if office:
        duties.forbid(actor, found.case, "execution")
        for task in Task.objects.filter(caseitem=found, open=True):
            if held_by_other(task, record):
                raise Refusal("task.taken", by=task.assignee, until=task.held_until)
    return found
