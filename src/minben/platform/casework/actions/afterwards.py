"""After the decision: delivery at the counter, reconsideration and lawsuits, archive, destruction when time is up.

Serves the office that answers for its decision, the archive, and whoever must prove that something was destroyed.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from minben.platform.casework import archive, duties, life
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case, CaseItem, Destruction, Document, Proceeding
from minben.platform.casework.play import Play
from minben.platform.journal.actions import Record, act

KINDS = {"reconsideration": "appeal", "litigation": "sue"}
OUTCOMES = ("upheld", "changed", "annulled", "unlawful", "withdrawn")


@act("casework.deliver")
def deliver(record: Record, case: str, item: str, how: str) -> str:
    """Note that the result was handed over: `how` is the receipt, the post's number or the name of who took it."""
    caseitem = _of_unit(record, case, item)
    record.about("case", case, item=item)
    record.seal(caseitem.case.person, how=how.strip())
    verb = life.delivery(caseitem)
    Play.of(record, caseitem.case).move(verb, caseitem, basis=how.strip() and "receipt")
    record.happen(f"{item}.deliver", item=item, unit=record.actor.unit)
    return case


@act("casework.record_proceeding")
def record_proceeding(
    record: Record, case: str, item: str, kind: str, body: str, number: str, filed_at: datetime
) -> int:
    """A reconsideration or a lawsuit about the item was opened elsewhere: body, number, day."""
    if kind not in KINDS:
        raise Refusal("proceeding.unknown_kind", kind=kind)
    if not body.strip() or not number.strip():
        raise Refusal("proceeding.body_missing")
    if filed_at > record.now:
        raise Refusal("proceeding.future")
    caseitem = _of_unit(record, case, item)
    record.about("case", case, item=item, proceeding=kind, body=body.strip(), number=number.strip())
    Play.of(record, caseitem.case).move(KINDS[kind], caseitem, document=number.strip())
    record.happen(f"{item}.{kind}", item=item, unit=record.actor.unit)
    return Proceeding.objects.create(
        case=caseitem.case, caseitem=caseitem, kind=kind, body=body.strip(), number=number.strip(),
        filed_at=filed_at, recorded_by=record.actor.account,
    ).pk  # fmt: skip


@act("casework.end_proceeding")
def end_proceeding(record: Record, proceeding: int, outcome: str, document: str = "") -> int:
    """What came of it, by which document.

    An annulled or changed decision is followed by acts of its own; nothing is rewritten here. A reconsideration that
    was decided leaves fifteen days to go to court (行政訴訟法 art. 45).
    """
    found = Proceeding.objects.select_related("case", "caseitem").filter(pk=proceeding, ended_at=None).first()
    if found is None or outcome not in OUTCOMES:
        raise Refusal("proceeding.gone" if found is None else "proceeding.unknown_outcome")
    _of_unit(record, found.case.number, found.caseitem.item)
    found.outcome, found.ended_at = outcome, record.now
    found.save()
    if found.kind == "reconsideration" and outcome != "withdrawn":
        Play.of(record, found.case).run_clocks("review_decided", found.caseitem, part="review")
    item = found.caseitem.item
    record.about(
        "case",
        found.case.number,
        item=item,
        proceeding=found.kind,
        outcome=outcome,
        document=document.strip(),
    )
    record.happen(f"{item}.proceeding_ended", item=item, unit=record.actor.unit, outcome=outcome)
    return found.pk


@act("casework.archive")
def archive_case(record: Record, case: str) -> str:
    """Close the file: the package is made and kept with its digest, which the journal states. Answers the digest."""
    row = Case.objects.filter(number=case).first()
    if row is None or row.open or row.archived_at is not None:
        raise Refusal("archive.not_now")
    _keeper(record, row.lead)
    if Proceeding.objects.filter(case=row, ended_at=None).exists():
        raise Refusal("archive.proceeding_open")
    content, digest = archive.package(row)
    Document.objects.create(
        case=row, kind="archive", name=f"{case}.zip", media_type="application/zip", sha256=digest, content=content,
        trust="A", added_by=record.actor.account, added_at=record.now,
    )  # fmt: skip
    row.archived_at = record.now
    row.save()
    record.about(
        "case", case, archive=digest, keep_until=row.keep_until.isoformat() if row.keep_until else None
    )
    record.happen("archive", unit=record.actor.unit)
    return digest


@act("casework.propose_destruction")
def propose_destruction(record: Record, case: str) -> int:
    """An archived case whose time is up should be destroyed; a second person of the office must confirm it."""
    row = _past_its_time(record, case)
    _keeper(record, row.lead)
    if Destruction.objects.filter(number=case).exists():
        raise Refusal("destroy.waiting")
    kept = Document.objects.get(case=row, kind="archive")
    found = Destruction.objects.create(
        number=case, service=row.service, unit=row.lead, submitted_at=row.submitted_at, keep_until=row.keep_until,
        archive=kept.sha256, proposed_by=record.actor.account, proposed_at=record.now,
    )  # fmt: skip
    record.about("case", case, archive=kept.sha256, proposed="destroy")
    return found.pk


@act("casework.settle_destruction")
def settle_destruction(record: Record, destruction: int, *, agree: bool) -> int:
    """The head of the office confirms, never who proposed it: the case is deleted; its journal and the proof stay.

    A refusal leaves the case as it is; it can be proposed again.
    """
    found = Destruction.objects.filter(pk=destruction, destroyed_at=None).first()
    if found is None:
        raise Refusal("destroy.gone")
    _keeper(record, found.unit)
    if found.proposed_by == record.actor.account:
        raise Refusal("propose.own")
    if not record.actor.has("leader"):
        raise Refusal("extend.head_only")
    record.about("case", found.number, proposed_by=found.proposed_by, agreed=agree)
    if not agree:
        found.delete()
        return destruction
    row = _past_its_time(record, found.number)
    found.deleted, found.confirmed_by, found.destroyed_at = (
        archive.erase(row),
        record.actor.account,
        record.now,
    )
    found.save()
    record.about("case", found.number, destroyed=found.deleted, archive=found.archive)
    return found.pk


def _keeper(record: Record, unit: str) -> None:
    """The office that led a case keeps its file; the platform itself may file it, and never destroys."""
    if record.actor.account != "system" and unit not in record.actor.units:
        raise Refusal("task.not_yours")


def _past_its_time(record: Record, case: str) -> Case:
    row = Case.objects.filter(number=case).first()
    if row is None or row.archived_at is None or row.keep_until is None:
        raise Refusal("destroy.not_archived")
    zone = ZoneInfo(Play.of(record, row).place.calendar.zone)
    if record.now.astimezone(zone).date() <= row.keep_until:
        raise Refusal("destroy.too_early", until=row.keep_until)
    return row


def _of_unit(record: Record, case: str, item: str) -> CaseItem:
    found = CaseItem.objects.select_related("case").filter(case__number=case, item=item).first()
    if found is None or not {found.authority, found.handler} & set(record.actor.units):
        raise Refusal("task.not_yours")
    duties.forbid(record.actor, found.case, "execution")
    return found
