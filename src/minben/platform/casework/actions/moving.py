"""Moving all cases of a service to a new version: proposed by one administrator, confirmed by another, taken back.

Nothing is moved here: the worker does it in groups, each case by an act of its own.
"""

from __future__ import annotations

from typing import Any

from minben.platform.casework import migrating, trying
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.models import DryRun, MigrationPlan
from minben.platform.journal.actions import Record, act

HEAD = "administrator"


@act("casework.try_migration")
def try_migration(record: Record, plan: migrating.Plan) -> int:
    """Ask for a plan to be tried on every open case: the worker does it, nothing is changed. Answers its id.

    One that waits is not asked for twice; the outcome of earlier ones goes.
    """
    _administrator(record)
    mine = DryRun.objects.filter(service=plan.service, source=plan.source, target=plan.target)
    waiting = mine.filter(done_at=None, steps=dict(plan.steps)).first()
    if waiting is not None:
        raise Refusal("migrate.being_tried")
    mine.delete()
    row = DryRun.objects.create(
        service=plan.service, source=plan.source, target=plan.target, steps=dict(plan.steps),
        asked_by=record.actor.account, asked_at=record.now,
    )  # fmt: skip
    record.about("service", plan.service, dry_run=row.pk, source=plan.source, target=plan.target)
    return row.pk


@act("casework.finish_trial")
def finish_trial(record: Record, number: int, outcome: dict[str, Any], trouble: str) -> bool:
    """The worker has tried a plan, or says why it could not; False when nobody wants to know any more."""
    row = DryRun.objects.filter(pk=number, done_at=None).first()
    if row is not None:
        row.outcome, row.trouble, row.done_at, row.progress = outcome, trouble, record.now, 1.0
        row.save()
    counts = outcome.get("counts", {})
    record.about("service", row.service if row else "", dry_run=number, counts=counts, trouble=trouble)
    return row is not None


@act("casework.propose_migration")
def propose_migration(record: Record, plan: migrating.Plan, reasons: str) -> int:
    """Propose a complete plan; its dry run stays beside it. Answers the proposal's id."""
    _administrator(record)
    if not reasons.strip():
        raise Refusal("migrate.reasons_missing")
    if not all(plan.steps.values()):
        raise Refusal("migrate.incomplete", steps=sorted(step for step, to in plan.steps.items() if not to))
    if waiting(plan.service):
        raise Refusal("migrate.waiting")
    foreseen = trying.expected(plan)
    if foreseen is None:
        raise Refusal("migrate.not_tried")
    if not foreseen[migrating.MOVES]:
        raise Refusal("migrate.nothing_moves")
    row = MigrationPlan.objects.create(
        service=plan.service, source=plan.source, target=plan.target, steps=dict(plan.steps), foreseen=foreseen,
        reasons=reasons.strip(), proposed_by=record.actor.account, proposed_at=record.now,
    )  # fmt: skip
    record.about(
        "service", plan.service, plan=row.pk, source=plan.source, target=plan.target, foreseen=foreseen
    )
    record.facts["steps"] = dict(plan.steps)
    return row.pk


@act("casework.settle_migration")
def settle_migration(record: Record, proposal: int, *, agree: bool) -> bool:
    """Another administrator confirms or refuses; never who proposed."""
    _administrator(record)
    row = MigrationPlan.objects.filter(pk=proposal, settled_at=None).first()
    if row is None:
        raise Refusal("migrate.gone")
    if row.proposed_by == record.actor.account:
        raise Refusal("propose.own")
    row.settled_by, row.settled_at, row.agreed = record.actor.account, record.now, agree
    row.save()
    record.about("service", row.service, plan=row.pk, agreed=agree, proposed_by=row.proposed_by)
    return agree


@act("casework.take_back_migration")
def take_back_migration(record: Record, proposal: int, reasons: str) -> int:
    """Ask for every case of a finished plan to be taken back; those in which something has happened since stay."""
    _administrator(record)
    row = MigrationPlan.objects.filter(pk=proposal, back_at=None).exclude(done_at=None).first()
    if row is None:
        raise Refusal("migrate.gone")
    if not reasons.strip():
        raise Refusal("migrate.reasons_missing")
    row.back_by, row.back_at, row.back_reasons = record.actor.account, record.now, reasons.strip()
    row.save()
    record.about("service", row.service, plan=row.pk, reasons=reasons.strip())
    return row.pk


@act("casework.finish_migration")
def finish_migration(record: Record, proposal: int, came_of: dict[str, int]) -> int:
    """The worker has moved, or taken back, what could be: how many, and how many not."""
    row = MigrationPlan.objects.get(pk=proposal)
    row.came_of = {**row.came_of, **came_of}
    if row.done_at is None:
        row.done_at = record.now
    else:
        row.back_done_at = record.now
    row.save()
    record.about("service", row.service, plan=row.pk, **came_of)
    return row.pk


def waiting(service: str) -> bool:
    """Whether a plan of the service is not settled, or settled and not yet carried out."""
    rows = MigrationPlan.objects.filter(service=service, done_at=None).exclude(agreed=False)
    return (
        rows.exists()
        or MigrationPlan.objects.filter(service=service, back_done_at=None).exclude(back_at=None).exists()
    )


def _administrator(record: Record) -> None:
    if not record.actor.has(HEAD):
        raise Refusal("act.not_for_you", who=[HEAD])
