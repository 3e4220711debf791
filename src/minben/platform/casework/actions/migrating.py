"""Moving a running case to another version of its process, and back while nothing has happened since."""

from __future__ import annotations

from typing import Any

from minben.kernel import process as bpmn
from minben.platform.casework import migrating, offers
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import Case, Migration, Task, Timer, Wait
from minben.platform.casework.play import Play
from minben.platform.journal.actions import Record, act
from minben.platform.journal.queries import entries

ROWS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Task, ("key", "node", "open", "closed_at")),
    (Timer, ("key", "done_at")),
    (Wait, ("key", "open")),
)


@act("casework.migrate")
def migrate(record: Record, case: str, plan: migrating.Plan, *, of: int | None = None) -> int:
    """Move one case by the plan (`of`: the proposal that was confirmed).

    Its state and open rows get their new names, limits are armed and ended. Answers the
    migration's id; Refusal with the reasons when the case does not move cleanly."""
    row = Case.objects.get(number=case)
    if not row.open or row.flow != plan.source:
        raise Refusal("migrate.other_version")
    found, reasons = migrating.moved(plan, row)
    reasons += found.reasons
    if reasons or found.state is None:
        raise Refusal("migrate.stays", reasons=reasons)
    last = entries("case", case).order_by("-number").values_list("number", flat=True).first()
    before = {"process": row.process, "state": row.state, "rows": _rows(row)}
    kept = Migration.objects.create(
        case=row, plan_id=of, source=plan.source, target=plan.target, steps=plan.mapping, before=before,
        entry=last if last is not None else -1, moved_at=record.now,
    )  # fmt: skip
    record.about(
        "case", case, migration={"source": plan.source, "target": plan.target, "steps": plan.mapping}
    )
    row.process = plan.target
    _rename(row, found, plan)
    Play.of(record, row).settle_in(found.state, found.effects)
    return kept.pk


@act("casework.undo_migration")
def undo_migration(record: Record, case: str, *, of: int | None = None) -> int:
    """Take the latest migration of a case back (that of the plan `of`); only while nothing has happened in it since."""
    row = (
        Migration.objects.select_related("case")
        .filter(case__number=case, undone_at=None)
        .order_by("-id")
        .first()
    )
    if row is None or (of is not None and row.plan_id != of):
        raise Refusal("migrate.none")
    since = entries("case", case).filter(number__gt=row.entry).exclude(act="casework.migrate")
    if since.exists() or row.case.flow != row.target:
        raise Refusal("migrate.later_acts")
    record.about("case", case, undone={"source": row.source, "target": row.target})
    row.case.process, row.case.state = row.before["process"], row.before["state"]
    row.case.save()
    _restore(record, row)
    row.undone_at = record.now
    row.save()
    return row.pk


def _rows(case: Case) -> dict[str, list[list[Any]]]:
    """The open rows of a case as they stand, by table."""
    open_ = {Task: {"open": True}, Timer: {"done_at": None, "kind": "process"}, Wait: {"open": True}}
    return {
        model.__name__: [
            list(row) for row in model.objects.filter(case=case, **open_[model]).values_list("pk", "key")
        ]
        for model, _ in ROWS
    }


def _rename(case: Case, found: bpmn.Migration, plan: migrating.Plan) -> None:
    """Rows keep their identity, and with it their history, under the new version's names."""
    for model, fields in ROWS:
        for row in model.objects.filter(case=case, key__in=list(found.keys)):
            row.key = found.keys[row.key]
            if "node" in fields:
                row.node = plan.mapping.get(row.node, row.node)
            row.save()
    for row in Task.objects.filter(case=case, open=True, key__contains=offers.MARK):
        around, step = offers.offered(row.key) or ("", "")
        row.node = plan.mapping.get(step, step)
        row.key = offers.key_of(found.keys.get(around, around), row.node)
        row.save()


def _restore(record: Record, row: Migration) -> None:
    """The rows that were open are open again under their old names; those that came with the migration are not."""
    for model, _ in ROWS:
        kept = dict(row.before["rows"][model.__name__])
        mine = model.objects.filter(case=row.case)
        for one in mine.filter(pk__in=list(kept)):
            one.key = kept[one.pk]
            if model is Task:
                offer = offers.offered(one.key)
                own = one.key.rpartition("#")[0].rpartition("/")[2]
                one.node, one.closed_at = offer[1] if offer else own, None
            _open(one, None)
            one.save()
        still = {"done_at": None, "kind": "process"} if model is Timer else {"open": True}
        for one in mine.filter(**still).exclude(pk__in=list(kept)):
            _open(one, record.now)
            one.save()


def _open(row: Any, ended: Any) -> None:
    if isinstance(row, Timer):
        row.done_at = ended
    else:
        row.open = ended is None
