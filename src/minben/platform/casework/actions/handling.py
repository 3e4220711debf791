"""The office's side: accept, ask once for all that is missing, stop and resume, extend, decide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.db import connection

from minben.kernel.pack import EXTENSION, JOINT_EXTENSION, Item
from minben.kernel.process import Completed
from minben.kernel.worktime import SPECIAL, Limit
from minben.platform.casework import clocks, duties, offers
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.actions.thread import write_to_applicant
from minben.platform.casework.models import (
    Case,
    CaseItem,
    Complaint,
    Correction,
    ItemStatus,
    Task,
)
from minben.platform.casework.play import Play, advice
from minben.platform.casework.queries import mark
from minben.platform.journal import bulk
from minben.platform.journal.actions import Record, act
from minben.platform.journal.tenancy import current_tenant

OUTCOMES = ("granted", "denied")
HOLD = Limit(1, "workday")  # how long a task stays with the one who took it and does nothing with it


@act("casework.claim")
def claim(record: Record, task: int, *, seen: str = "") -> int:
    """Take a task, or take it over when its holder's time is up (the head of the unit may do so at once)."""
    row, play, _ = open_task(record, task, seen, begun=False)
    before = row.assignee if row.assignee != record.actor.account else ""
    row.assignee = record.actor.account
    _hold(row, play)
    record.about("case", row.case.number, task=row.node, item=_name(row), until=row.held_until.isoformat())
    if before:
        record.facts["taken_from"] = before
    return row.pk


@act("casework.release")
def release(record: Record, task: int, *, seen: str = "") -> int:
    """Put a task back for the colleagues of the unit."""
    row, _, _ = open_task(record, task, seen, begun=False)
    record.about("case", row.case.number, task=row.node, item=_name(row), released=row.assignee)
    row.assignee, row.held_until = "", None
    row.save()
    return row.pk


@act("casework.choose")
def choose(record: Record, task: int, *, seen: str = "") -> int:
    """Begin one of several steps whose order the process leaves to the office; the others wait until it is done."""
    row, play, item = open_task(record, task, seen, begun=False)
    if offers.offered(row.key) is None:
        raise Refusal("task.begun")
    record.about("case", row.case.number, chosen=row.node, item=item.id)
    play.choose(row)
    return row.pk


@act("casework.accept")
def accept(record: Record, task: int, *, seen: str = "") -> int:
    """Accept the item: nothing is missing; its promised and statutory limits start."""
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.RECEIVED)
    record.about("case", row.case.number, item=item.id)
    play.accept(caseitem, item, record.now)
    return row.pk


@act("casework.request_correction")
def request_correction(record: Record, task: int, points: Sequence[str], *, seen: str = "") -> int:
    """Tell the applicant, once, everything that is missing (行政許可法 art. 32); only before acceptance."""
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.RECEIVED)
    said = [point.strip() for point in points if point.strip()]
    if not said:
        raise Refusal("correction.points_missing")
    if Correction.objects.filter(caseitem=caseitem).exists():
        raise Refusal("correction.only_once")
    record.about("case", row.case.number, item=item.id, points=len(said))
    play.move("request_correction", caseitem, points=said, basis="administrative-licensing-law 32")
    Correction.objects.create(
        case=row.case, caseitem=caseitem, points=said, asked_by=record.actor.account, asked_at=record.now
    )
    record.happen(f"{item.id}.request_correction", item=item.id, unit=row.unit)
    play.notify("correction", item.id)
    return row.pk


@act("casework.stop_clock")
def stop_clock(record: Record, task: int, kind: str, reason: str, *, seen: str = "") -> int:
    """Begin a special procedure whose time the law does not count; the applicant is told in writing."""
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.ACCEPTED)
    if kind not in SPECIAL:
        raise Refusal("stop.unknown_kind", kind=kind)
    if not reason.strip():
        raise Refusal("stop.reason_missing")
    record.about("case", row.case.number, item=item.id, procedure=kind, reason=reason.strip())
    basis, said = "administrative-licensing-law 45", reason.strip()
    play.move(
        "stop", caseitem, clock={"procedure": kind, "reason": said, "basis": basis}, reasons=said, basis=basis
    )
    record.happen(f"{item.id}.stop", item=item.id, unit=row.unit, procedure=kind)
    play.notify("stopped", item.id)
    return row.pk


@act("casework.resume_clock")
def resume_clock(record: Record, task: int, *, seen: str = "") -> int:
    """The special procedure, or the suspension, is over: the clock goes on."""
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.STOPPED, ItemStatus.SUSPENDED)
    record.about("case", row.case.number, item=item.id)
    play.move("resume", caseitem)
    record.happen(f"{item.id}.resume", item=item.id, unit=row.unit)
    play.notify("resumed", item.id)
    return row.pk


@act("casework.extend")
def extend(record: Record, task: int, workdays: int, reason: str, *, seen: str = "") -> int:
    """The head of the authority extends the limit once, by at most ten working days (行政許可法 art. 42; fifteen in
    joint handling)."""
    if not record.actor.has("leader"):
        raise Refusal("extend.head_only")
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.ACCEPTED)
    joint = bool(item.joint_authorities)
    said, basis = reason.strip(), "administrative-licensing-law 42"
    longer = {
        "longer": Limit(workdays, "workday", basis),
        "at_most": JOINT_EXTENSION if joint else EXTENSION,
        "reason": said,
    }
    record.about("case", row.case.number, item=item.id, workdays=workdays, reason=said)
    if not said:
        raise Refusal("extend.bounds")
    play.move("extend", caseitem, clock=longer, reasons=said, basis=basis)
    record.happen(f"{item.id}.extend", item=item.id, unit=row.unit)
    play.notify("extended", item.id)
    return row.pk


@act("casework.extend_joint")
def extend_joint(record: Record, task: int, workdays: int, reason: str, *, seen: str = "") -> int:
    """The head of the lead unit, with the government's approval, extends the limit of all items together: once, by at
    most fifteen working days (行政許可法 arts. 26 and 42)."""
    if not record.actor.has("leader"):
        raise Refusal("extend.head_only")
    row, play, item = open_task(record, task, seen)
    if row.case.lead not in record.actor.units:
        raise Refusal("extend.lead_only")
    said, basis = reason.strip(), "administrative-licensing-law 42"
    longer = {"longer": Limit(workdays, "workday", basis), "at_most": JOINT_EXTENSION, "reason": said}
    record.about("case", row.case.number, item=item.id, workdays=workdays, reason=said)
    play.move("extend_joint", row.caseitem, clock=longer, reasons=said, basis=basis)
    record.happen(f"{item.id}.extend_joint", item=item.id, unit=row.unit)
    play.notify("extended_joint")
    return row.pk


@act("casework.decide")
def decide(record: Record, task: int, outcome: str, reasons: str = "", *, seen: str = "") -> str:
    """Decide the item in its authority's name; a denial without reasons is not sent. Answers the document's number.

    What can be decided on the spot is accepted and decided in one act (行政許可法 art. 34).
    """
    row, play, item = open_task(record, task, seen)
    caseitem = _item_in(row, ItemStatus.RECEIVED, ItemStatus.ACCEPTED)
    if outcome not in OUTCOMES:
        raise Refusal("decide.unknown_outcome", outcome=outcome)
    if outcome == "denied" and not reasons.strip():
        raise Refusal("decide.reasons_missing")
    if outcome == "granted":
        _countersigned(row, play)
    record.about("case", row.case.number, item=item.id, outcome=outcome, advice=advice(row.case, item.id))
    if caseitem.status == ItemStatus.RECEIVED:
        play.accept(caseitem, item, record.now)
    document = play.decide(caseitem, outcome, reasons.strip())
    finish(record, row, play, outcome)
    return document.number


def _countersigned(row: Task, play: Play) -> None:
    """Nothing is granted before every office that was asked to countersign has done so; its last word counts."""
    asked = play.rows.around().countersigned
    said = {unit: word for item, unit, word in asked if item == row.caseitem_id}
    if "waits" in said.values():
        raise Refusal("countersign.waits")
    if "refuses" in said.values():
        raise Refusal("countersign.refused")


def finish(record: Record, row: Task, play: Play, outcome: str) -> None:
    """Close the task and let the process go on with its outcome."""
    result = play.program.places[row.key.rpartition("#")[0]].node.options.get("result", row.caseitem.item)
    row.open, row.closed_at, row.assignee = False, record.now, record.actor.account
    play.rows.put(row)
    play.tell(Completed(row.key, {result: outcome}))


@act("casework.reply_message")
def reply_message(record: Record, case: str, text: str) -> int:
    """An office writes to the applicant in the case's thread."""
    task = Task.objects.filter(case__number=case, unit__in=record.actor.units).select_related("case").first()
    if task is None:
        raise Refusal("task.not_yours")
    if not text.strip():
        raise Refusal("message.empty")
    duties.forbid(record.actor, task.case, "execution")
    row = write_to_applicant(record, task.case, text.strip())
    record.about("case", case, message=row.pk)
    return row.pk


@act("casework.reply_to_complaint")
def reply_to_complaint(record: Record, number: str, reply: str) -> str:
    """Answer a complaint; the inspector does, never the office complained about."""
    row = Complaint.objects.select_related("case").filter(number=number, replied_at=None).first()
    if row is None:
        raise Refusal("complaint.gone")
    if not reply.strip():
        raise Refusal("complaint.reply_missing")
    duties.supervise(record.actor, row.case)
    row.reply, row.replied_by, row.replied_at = reply.strip(), record.actor.account, record.now
    row.save()
    record.about("complaint", number, case=row.case.number)
    play = Play.of(record, row.case)
    about = row.case.items.filter(item=row.about).first() if row.about else None
    play.run_clocks("reply", about, part=str(row.pk))
    play.notify("complaint_reply")
    return number


def open_task(
    record: Record,
    id: int,  # noqa: A002 - the model's own word
    seen: str = "",
    duty: str = "execution",
    *,
    begun: bool = True,
) -> tuple[Task, Play, Item]:
    """An open task of one of the actor's units, as the actor saw it (`seen`: the mark of the page acted from).

    `begun`: a step that is only offered will not do.
    """
    row = _task(id)
    if row is None or not row.open or row.unit not in record.actor.units:
        raise Refusal("task.not_yours")
    if row.caseitem is None:
        raise Refusal("task.no_item")
    if begun and offers.offered(row.key) is not None:
        raise Refusal("task.not_begun")
    if held_by_other(row, record):
        raise Refusal("task.taken", by=row.assignee, until=row.held_until)
    if seen and seen != mark(row):
        raise Refusal("task.changed")
    play = Play.of(record, row.case, duties.forbid(record.actor, row.case, duty))
    play.rows.adopt(row.caseitem)
    if row.assignee == record.actor.account:
        _hold(row, play)
    return row, play, play.service.item(row.caseitem.item)


def _task(id_: int) -> Task | None:
    """The task with its case and its item, in one statement."""
    parts, width = (
        [Task, Case, CaseItem],
        [len(model._meta.concrete_fields) for model in (Task, Case, CaseItem)],
    )
    with connection.cursor() as cursor:
        cursor.execute(_joined(), [current_tenant(), id_])
        found = cursor.fetchone()
    if found is None:
        return None
    task, case = bulk.made(parts[0], found[: width[0]]), bulk.made(parts[1], found[width[0] : sum(width[:2])])
    task.case = case
    if task.caseitem_id is not None:
        task.caseitem = bulk.made(parts[2], found[sum(width[:2]) :])
        task.caseitem.case = case
    return task


@cache
def _joined() -> str:
    every = ", ".join(
        bulk.columns(model, name) for model, name in ((Task, "t"), (Case, "c"), (CaseItem, "i"))
    )
    return (
        f"select {every} from casework_task t join casework_case c on c.id = t.case_id "  # noqa: S608 - names of models
        "left join casework_caseitem i on i.id = t.caseitem_id where t.tenant_id = %s and t.id = %s"
    )


def held_by_other(row: Task, record: Record) -> bool:
    """Whether a colleague holds the task now; the head of the unit is not kept out."""
    held = row.held_until is not None and row.held_until > record.now
    return held and row.assignee not in ("", record.actor.account) and not record.actor.has("leader")


def _hold(row: Task, play: Play) -> None:
    """The holder keeps the task until the end of the next working day after each act on it."""
    row.held_until = clocks.last_moment(play.case, play.now, HOLD)
    play.rows.put(row)


def _item_in(row: Task, *allowed: ItemStatus) -> CaseItem:
    caseitem = row.caseitem
    if caseitem.status not in allowed:
        raise Refusal("item.wrong_state", status=caseitem.status, needed=[str(status) for status in allowed])
    return caseitem


def _name(row: Task) -> str:
    return row.caseitem.item if row.caseitem is not None else ""
