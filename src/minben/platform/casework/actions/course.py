"""The less usual turns of an item: refused at the door, accepted with tolerance, suspended, handed on, asked about.

Serves officers and heads of offices. Each is one transition of the table (`life`), with its clock effect recorded.
"""

from __future__ import annotations

from collections.abc import Sequence

from minben.platform.casework import clocks, duties, life
from minben.platform.casework.actions.handling import finish, open_task
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import CaseItem, Consultation, Proposal, Supplement, Task
from minben.platform.casework.play import Play
from minben.platform.identity.queries import NoUnit, local_unit
from minben.platform.journal import vault
from minben.platform.journal.actions import Record, act


@act("casework.refuse")
def refuse(record: Record, task: int, reasons: str, *, seen: str = "") -> str:
    """Not accept the item: in writing, with reasons and remedies. Answers the document's number."""
    row, play, item = open_task(record, task, seen)
    if not reasons.strip():
        raise Refusal("refuse.reasons_missing")
    record.about("case", row.case.number, item=item.id, outcome="not_accepted")
    document = play.conclude("refuse", row.caseitem, "not_accepted", reasons.strip())
    finish(record, row, play, "denied")
    return document.number


@act("casework.accept_tolerant")
def accept_tolerant(
    record: Record, task: int, points: Sequence[str], commitment: str, *, seen: str = ""
) -> int:
    """Accept though something secondary is missing (容缺): it follows within its limit, as the applicant commits."""
    row, play, item = open_task(record, task, seen)
    if not item.tolerance_allowed:
        raise Refusal("tolerance.not_allowed")
    said = [point.strip() for point in points if point.strip()]
    record.about("case", row.case.number, item=item.id, points=len(said))
    row.caseitem.tolerant = True
    play.move("accept_tolerant", row.caseitem, points=said, commitment=commitment.strip())
    Supplement.objects.create(
        case=row.case, caseitem=row.caseitem, points=said, commitment=commitment.strip(),
        asked_by=record.actor.account, asked_at=record.now,
    )  # fmt: skip
    play.accepted(row.caseitem, item, record.now, "accept_tolerant")
    return row.pk


@act("casework.supplement")
def supplement(record: Record, case: str, item: str, text: str) -> int:
    """The applicant supplies what tolerance let follow; the office's limits never stood still."""
    person = record.actor.on_behalf_of or record.actor.person
    row = Supplement.objects.select_related("case", "caseitem").filter(
        case__number=case, case__person=person, caseitem__item=item, answered_at=None
    )
    found = row.first()
    if found is None or not text.strip():
        raise Refusal("supplement.none" if found is None else "supplement.answer_missing")
    record.about("case", case, item=item)
    Play.of(record, found.case).move("supplement", found.caseitem)
    found.answer_sealed = vault.seal(found.case.person, {"text": text.strip()})
    found.answered_at = record.now
    found.save()
    record.seal(found.case.person, text=text.strip())
    record.happen(f"{item}.supplement", item=item, unit="applicant")
    return found.pk


@act("casework.suspend")
def suspend(record: Record, task: int, reason: str, *, seen: str = "") -> int:
    """Stand still because the applicant asked for it; `resume_clock` goes on."""
    row, play, item = open_task(record, task, seen)
    said = reason.strip()
    record.about("case", row.case.number, item=item.id, reason=said)
    play.move("suspend", row.caseitem, clock={"procedure": "suspension", "reason": said}, reasons=said)
    record.happen(f"{item.id}.suspend", item=item.id, unit=row.unit)
    play.notify("suspended", item.id)
    return row.pk


@act("casework.transfer")
def transfer(record: Record, task: int, unit: str, reason: str, *, seen: str = "") -> int:
    """Hand the handling to another unit: the limits go on and are the new unit's; the legal power stays where it is."""
    row, play, item = open_task(record, task, seen, "coordination")
    try:
        to = local_unit(unit)
    except NoUnit as none:
        raise Refusal("transfer.no_unit", unit=unit) from none
    if to == row.unit:
        raise Refusal("transfer.same_unit", unit=unit)
    said = reason.strip()
    record.about("case", row.case.number, item=item.id, unit_before=row.unit, unit_after=to, reason=said)
    play.move("transfer", row.caseitem, clock={"holder": to}, reasons=said, to=to)
    record.happen(f"{item.id}.transfer", item=item.id, unit=to)
    row.caseitem.handler = to
    row.unit, row.assignee, row.held_until = to, "", None
    Task.objects.filter(caseitem=row.caseitem, open=True).update(unit=to, assignee="", held_until=None)
    play.notify("transferred", item.id)
    return row.pk


@act("casework.hand_up")
def hand_up(record: Record, task: int, opinion: str, *, seen: str = "") -> int:
    """The review is done: with its opinion the item goes to the head for approval, a step with a limit of its own."""
    row, play, item = open_task(record, task, seen)
    if "approve" not in {stage.id for stage in item.stages}:
        raise Refusal("hand_up.no_step")
    if any(clock.scope == "step.approve" for clock in play.rows.clocks_of(row.caseitem)):
        raise Refusal("hand_up.already")
    record.about("case", row.case.number, item=item.id)
    play.move("hand_up", row.caseitem, clock={"part": "approve"}, reasons=opinion.strip())
    record.happen(f"{item.id}.hand_up", item=item.id, unit=row.unit)
    return row.pk


@act("casework.consult")
def consult(
    record: Record, task: int, unit: str, question: str, *, countersign: bool = False, seen: str = ""
) -> int:
    """Ask another office for its opinion, or for its countersignature (會簽), without which nothing is granted; it has
    a limit of its own and this item's clocks go on."""
    row, play, item = open_task(record, task, seen)
    try:
        asked = local_unit(unit)
    except NoUnit as none:
        raise Refusal("transfer.no_unit", unit=unit) from none
    if not question.strip():
        raise Refusal("consult.question_missing")
    if countersign and asked == row.unit:
        raise Refusal("countersign.own_unit")
    record.about("case", row.case.number, item=item.id, asked=asked, countersign=countersign)
    due = clocks.last_moment(row.case, record.now, play.place.supervision.opinion)
    found = Consultation.objects.create(
        case=row.case, caseitem=row.caseitem, unit=row.unit, asked=asked, countersign=countersign,
        asked_by=record.actor.account, asked_at=record.now, due_at=due,
        sealed=vault.seal(row.case.person, {"text": question.strip()}),
    )  # fmt: skip
    play.move("consult", row.caseitem, to=asked, clock={"part": str(found.pk), "holder": asked})
    record.happen(f"{item.id}.consult", item=item.id, unit=row.unit)
    return found.pk


@act("casework.answer_consultation")
def answer_consultation(record: Record, consultation: int, answer: str, *, agrees: bool | None = None) -> int:
    """The office that was asked gives its opinion, or countersigns or does not; only its own people can."""
    found = (
        Consultation.objects.select_related("case", "caseitem")
        .filter(pk=consultation, asked__in=record.actor.units, answered_at=None)
        .first()
    )
    if found is None:
        raise Refusal("consult.not_yours")
    if not answer.strip():
        raise Refusal("consult.answer_missing")
    if found.countersign and agrees is None:
        raise Refusal("countersign.agree_missing")
    duties.forbid(record.actor, found.case, "execution")
    found.answer_sealed = vault.seal(found.case.person, {"text": answer.strip()})
    found.answered_by, found.answered_at = record.actor.account, record.now
    found.agrees = agrees if found.countersign else None
    found.save()
    item = found.caseitem.item
    Play.of(record, found.case).run_clocks("answer_consultation", found.caseitem, part=str(found.pk))
    record.about("case", found.case.number, item=item, asked=found.asked)
    if found.countersign:
        record.facts["countersigned"] = agrees
    record.happen(f"{item}.answer_consultation", item=item, unit=found.asked)
    return found.pk


@act("casework.propose")
def propose(record: Record, case: str, item: str, verb: str, reasons: str, basis: str) -> int:
    """Propose a critical act (terminate, recall, revoke, cancel): it waits for a second person of the authority."""
    if verb not in life.CRITICAL:
        raise Refusal("propose.unknown_verb", verb=verb)
    caseitem = _of_unit(record, case, item)
    if verb not in life.possible(caseitem):
        raise Refusal("item.wrong_state", status=caseitem.status, needed=[verb])
    if not reasons.strip() or not basis.strip():
        raise Refusal(f"{verb}.reasons_missing" if not reasons.strip() else f"{verb}.basis_missing")
    if Proposal.objects.filter(caseitem=caseitem, settled_at=None).exists():
        raise Refusal("propose.waiting")
    record.about("case", case, item=item, proposed=verb, basis=basis.strip())
    record.happen(f"{item}.propose", item=item, unit=record.actor.unit, verb=verb)
    return Proposal.objects.create(
        case=caseitem.case, caseitem=caseitem, verb=verb, reasons=reasons.strip(), basis=basis.strip(),
        unit=record.actor.unit, proposed_by=record.actor.account, proposed_at=record.now,
    ).pk  # fmt: skip


@act("casework.settle")
def settle(record: Record, proposal: int, *, agree: bool) -> str:
    """The head confirms or refuses a proposal; never who made it. Answers the document's number, "" when refused."""
    found = Proposal.objects.select_related("case", "caseitem").filter(pk=proposal, settled_at=None).first()
    if found is None:
        raise Refusal("propose.gone")
    caseitem = _of_unit(record, found.case.number, found.caseitem.item)
    if found.proposed_by == record.actor.account:
        raise Refusal("propose.own")
    if not record.actor.has("leader"):
        raise Refusal("extend.head_only")
    found.settled_by, found.settled_at, found.agreed = record.actor.account, record.now, agree
    found.save()
    record.about("case", found.case.number, item=caseitem.item, verb=found.verb, agreed=agree)
    record.facts["proposed_by"] = found.proposed_by
    record.happen(
        f"{caseitem.item}.{found.verb if agree else 'not_' + found.verb}", item=caseitem.item, unit=found.unit
    )
    return _carry_out(record, found, caseitem) if agree else ""


def _carry_out(record: Record, found: Proposal, caseitem: CaseItem) -> str:
    play = Play.of(record, found.case)
    caseitem.case = found.case
    if found.verb == "terminate":
        document = play.conclude("terminate", caseitem, "terminated", found.reasons, basis=found.basis)
        for task in Task.objects.filter(caseitem=caseitem, open=True).select_related("case", "caseitem"):
            finish(record, task, play, "denied")
        return document.number
    play.move(found.verb, caseitem, reasons=found.reasons, basis=found.basis)
    caseitem.certificates.filter(revoked_at=None).update(revoked_at=record.now)
    play.notify({"recall": "recalled", "revoke": "revoked", "cancel": "cancelled"}[found.verb], caseitem.item)
    return f"{found.case.number}-{found.verb}-{found.pk}"


def _of_unit(record: Record, case: str, item: str) -> CaseItem:
    """An item whose authority (or handler) is one of the actor's units, and which the actor does not supervise."""
    found = CaseItem.objects.select_related("case").filter(case__number=case, item=item).first()
    if found is None or not {found.authority, found.handler} & set(record.actor.units):
        raise Refusal("task.not_yours")
    duties.forbid(record.actor, found.case, "execution")
    return found
