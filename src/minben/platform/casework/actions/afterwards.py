"""After the decision: delivery at the counter, reconsideration and lawsuits, archive, destruction when time is up.

Serves the office that answers for its decision, the archive, and whoever must prove that something was destroyed.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from minben.platform.casework import archive, duties
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
    Play.of(record, caseitem.case).move("deliver", caseitem, basis=how.strip() and "receipt")
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
    caseitem = _of_unit(record, case, item)
    record.about("case", case, item=item, proceeding=kind, body=body.strip(), number=number.strip())
    Play.of(record, caseitem.case).move(KINDS[kind], caseitem, document=number.strip())
    record.happen(f"{item}.{kind}", item=item, unit=record.actor.unit)
    return Proceeding.objects.create(
        case=caseitem.case, caseitem=caseitem, kind=kind, body=body.strip(), number=number.strip(),
        filed_at=filed_at, recorded_by=record.actor.account,
    ).pk  # fmt: skip


@act("casework.end_proceeding")
def end_proceeding(record: Record, proceeding: int, outcome: str) -> int:
    """What came of it. An annulled or changed decision is followed by acts of its own; nothing is rewritten here."""
    found = Proceeding.objects.select_related("case", "caseitem").filter(pk=proceeding, ended_at=None).first()
    if found is None or outcome not in OUTCOMES:
        raise Refusal("proceeding.gone" if found is None else "proceeding.unknown_outcome")
    _of_unit(record, found.case.number, found.caseitem.item)
    found.outcome, found.ended_at = outcome, record.now
    found.save()
    record.about("case", found.case.number, item=found.caseitem.item, proceeding=found.kind, outcome=outcome)
    return found.pk


@act("casework.archive")
def archive_case(record: Record, case: str) -> str:
    """Close the file: the package is made and kept with its digest, which the journal states. Answers the digest."""
    row = Case.objects.filter(number=case).first()
    if row is None or row.open or row.archived_at is not None:
        raise Refusal("archive.not_now")
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


@act("casework.destroy")
def destroy(record: Record, case: str) -> int:
    """Delete an archived case whose time is up; the journal's entries and the proof of what was deleted stay."""
    row = Case.objects.filter(number=case).first()
    if row is None or row.archived_at is None or row.keep_until is None:
        raise Refusal("destroy.not_archived")
    zone = ZoneInfo(Play.of(record, row).place.calendar.zone)
    if record.now.astimezone(zone).date() <= row.keep_until:
        raise Refusal("destroy.too_early", until=row.keep_until)
    kept = Document.objects.get(case=row, kind="archive")
    found = Destruction.objects.create(
        number=case, service=row.service, submitted_at=row.submitted_at, keep_until=row.keep_until,
        archive=kept.sha256, deleted=archive.erase(row), destroyed_at=record.now,
    )  # fmt: skip
    record.about("case", case, destroyed=found.deleted, archive=found.archive)
    return found.pk


def _of_unit(record: Record, case: str, item: str) -> CaseItem:
    found = CaseItem.objects.select_related("case").filter(case__number=case, item=item).first()
    if found is None or not {found.authority, found.handler} & set(record.actor.units):
        raise Refusal("task.not_yours")
    duties.forbid(record.actor, found.case, "execution")
    return found
