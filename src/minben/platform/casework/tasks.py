"""The worker: timers by leases of the database's clock, signed heads, proactive offers. Each step is idempotent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from minben.kernel import feel
from minben.platform.casework import catching_up, facts, messages
from minben.platform.casework.actions import standing, troubles
from minben.platform.casework.actions.migrating import migrate, undo_migration
from minben.platform.casework.actions.moving import finish_migration, finish_trial
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.clocks import WORKDAYS
from minben.platform.casework.migrating import MOVES, Plan, forecast, plan_of, underway
from minben.platform.casework.models import Clock, DryRun, Migration, Offer, OptIn, Posting, Timer
from minben.platform.casework.trying import WORN_OUT, examine
from minben.platform.catalogue import queries as catalogue
from minben.platform.identity.queries import tenants
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import sign_head
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import current_tenant, scope

LEASE = timedelta(minutes=2)
BATCH = 100  # leased at once
GROUP = 20  # steps that commit together: fewer waits for the disk, and no officer waits long for the journal
GIVE_UP = 8  # attempts, then a person looks at it
TRIES = 3  # dry runs whose worker died so often are left
WAITS = tuple(timedelta(seconds=10 * 4**attempt) for attempt in range(GIVE_UP))  # ten seconds to two days
WORK = {"deem_accepted": standing.deem_accepted, "deem_granted": standing.deem_granted}
log = logging.getLogger(__name__)


def run_once(worker: str) -> int:
    """Do what is due in every tenant; answers how many timers and postings took effect."""
    done = 0
    for tenant in tenants():
        done += drain(worker, tenant.pk)
        with scope(tenant.pk):
            recount_clocks()
            catching_up.once()
            offer_services()
            sign_head()
    return done


def work_long(worker: str, lease: timedelta = LEASE) -> int:
    """Try and carry out migrations in every tenant: beside the timers, which must not wait for it."""
    return sum(try_plans(tenant.pk, worker, lease) + carry_out_migrations(tenant.pk) for tenant in tenants())


def try_plans(tenant: str, worker: str, lease: timedelta = LEASE) -> int:
    """Do the dry runs that are asked for, oldest first; one whose worker died is begun anew. Answers how many."""
    done = 0
    while (row := _take_trial(tenant, worker, lease)) is not None:
        telling, trouble = _telling(tenant, row, worker, lease), WORN_OUT if row.attempts > TRIES else ""
        plan = Plan(row.service, row.source, row.target, row.steps)
        try:
            outcome = {} if trouble else examine(tenant, plan, telling)
        except _Lost:
            continue
        except Exception as error:  # it stays listed with its trouble, and must not stop the others
            log.exception("dry run %s failed", row.pk)
            outcome, trouble = {}, (str(error) or type(error).__name__)[:2000]
        with scope(tenant):
            done += finish_trial(system(tenant), row.pk, outcome, trouble)
    return done


class _Lost(RuntimeError):
    """The dry run is another worker's now, or nobody's."""


def _take_trial(tenant: str, worker: str, lease: timedelta) -> DryRun | None:
    with scope(tenant):
        moment = journal.now()
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
        with transaction.atomic():
            rows = DryRun.objects.filter(free, done_at=None).order_by("id")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            row = rows.first()
            if row is not None:
                row.leased_until, row.leased_by, row.attempts = moment + lease, worker, row.attempts + 1
                row.save(update_fields=["leased_until", "leased_by", "attempts"])
        return row


def _telling(tenant: str, row: DryRun, worker: str, lease: timedelta) -> Callable[[float], None]:
    """Says how far the dry run is, and that its worker lives."""

    def tell(share: float) -> None:
        with scope(tenant):
            held = DryRun.objects.filter(pk=row.pk, leased_by=worker, done_at=None)
            if not held.update(progress=share, leased_until=journal.now() + lease):
                raise _Lost(row.pk)

    return tell


def drain(worker: str, tenant: str) -> int:
    """Do everything that is due now in one tenant, the outbox after the timers that may fill it."""
    done = 0
    for model, work in ((Timer, _fire), (Posting, _deliver)):
        while True:
            with scope(tenant):
                rows = lease(worker, model)
            for begin in range(0, len(rows), GROUP):
                done += _group(tenant, rows[begin : begin + GROUP], work)
            if len(rows) < BATCH:
                break
    return done


def lease(worker: str, model: type[Any] = Timer) -> list[Any]:
    """Take due rows that nobody holds, for LEASE; a worker that dies leaves them to the next."""
    moment = journal.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    with transaction.atomic():
        rows = model.objects.filter(free, done_at=None, due_at__lte=moment, attempts__lt=GIVE_UP).order_by(
            "due_at"
        )
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        taken = list(rows[:BATCH])
        for row in taken:
            row.attempts += 1
        model.objects.filter(pk__in=[row.pk for row in taken]).update(
            leased_until=moment + LEASE, leased_by=worker, attempts=F("attempts") + 1
        )
    return taken


def _group(tenant: str, rows: list[Any], work: Callable[[Any], bool]) -> int:
    """A few steps in one transaction; one that fails is undone alone, and tried again later and later."""
    with scope(tenant), transaction.atomic():
        return sum(_do(row, work) for row in rows)


def _do(row: Any, work: Callable[[Any], bool]) -> bool:
    try:
        with transaction.atomic():
            return work(row)
    except Exception as error:  # one broken case must not stop the others; it stays listed with its trouble
        if not isinstance(error, Refusal):
            log.exception("%s %s failed", type(row).__name__, row.pk)
        type(row).objects.filter(pk=row.pk).update(
            trouble=(str(error) or type(error).__name__)[:2000],
            leased_until=journal.now() + WAITS[min(row.attempts, GIVE_UP) - 1],
        )
        return False


def _fire(timer: Timer) -> bool:
    work = WORK.get(timer.kind, standing.fire)
    return bool(work(system(timer.tenant_id), timer.pk, key=f"timer-{timer.pk}"))


def _deliver(posting: Posting) -> bool:
    """A message goes to the one case that waits for it, a signal to each that does now."""
    actor = system(posting.tenant_id)
    if posting.kind == "message":
        return bool(troubles.deliver_message(actor, posting.pk, key=f"posting-{posting.pk}"))
    for case in messages.waiting(posting):
        troubles.hear_signal(actor, posting.pk, case.pk, key=f"posting-{posting.pk}-{case.pk}")
    Posting.objects.filter(pk=posting.pk).update(done_at=journal.now())
    return True


def carry_out_migrations(tenant: str) -> int:
    """Move cases by plans that two administrators agreed on, or take them back; answers how many plans it was."""
    with scope(tenant):
        rows = underway()
    for row in rows:
        asked = "moved" if row.done_at is None else "back"
        came_of = (
            apply_plan(tenant, plan_of(row), of=row.pk) if asked == "moved" else take_back(tenant, row.pk)
        )
        with scope(tenant):
            finish_migration(system(tenant), row.pk, came_of, key=f"plan-{row.pk}-{asked}")
    return len(rows)


def take_back(tenant: str, proposal: int) -> dict[str, int]:
    """Take back the cases of a plan in which nothing has happened since; a group to a transaction."""
    with scope(tenant):
        rows = Migration.objects.filter(plan=proposal, undone_at=None).order_by("id")
        numbers, back = list(rows.values_list("case__number", flat=True)), 0
    for begin in range(0, len(numbers), GROUP):
        with scope(tenant), transaction.atomic():
            back += sum(_undo(tenant, number, proposal) for number in numbers[begin : begin + GROUP])
    return {"taken_back": back, "kept": len(numbers) - back}


def _undo(tenant: str, number: str, proposal: int) -> bool:
    try:
        undo_migration(system(tenant), number, of=proposal)
    except Refusal:
        return False
    return True


def apply_plan(
    tenant: str, plan: Plan, progress: Callable[[float], None] | None = None, *, of: int | None = None
) -> dict[str, int]:
    """Move the cases that move cleanly, a group to a transaction; a repeated plan moves nothing twice."""
    with scope(tenant):
        found = forecast(plan)
    numbers, moved = [one.number for one in found if one.outcome == MOVES], 0
    for begin in range(0, len(numbers), GROUP):
        with scope(tenant), transaction.atomic():
            moved += sum(_move(tenant, number, plan, of) for number in numbers[begin : begin + GROUP])
        if progress is not None:
            progress(min(1.0, (begin + GROUP) / len(numbers)))
    return {"moved": moved, "left": len(found) - moved}


def _move(tenant: str, number: str, plan: Plan, of: int | None) -> bool:
    """One case; False when it went on meanwhile and no longer moves cleanly."""
    try:
        migrate(system(tenant), number, plan, of=of)
    except Refusal:
        return False
    return True


def recount_clocks(progress: Callable[[float], None] | None = None) -> int:
    """Count by the calendar notice in force every case whose clocks were counted by another; safe to stop and repeat.

    Answers how many dates moved.
    """
    notice = catalogue.notice_in_force()
    if not notice:
        return 0
    clocks_ = Clock.objects.filter(ended_at=None).exclude(calendar=notice)
    timers = Timer.objects.filter(done_at=None, kind="process", definition__startswith=WORKDAYS)
    stale = (clocks_, timers.exclude(calendar=notice))
    numbers = sorted({number for rows in stale for number in rows.values_list("case__number", flat=True)})
    moved = 0
    for place, number in enumerate(numbers):
        moved += standing.recount(system(current_tenant()), number, notice, key=f"recount-{notice}-{number}")
        if progress is not None:
            progress((place + 1) / len(numbers))
    return moved


def offer_services() -> int:
    """Look through registers for persons who opted in and are entitled."""
    count = 0
    for found in catalogue.services():
        rule = found.service.proactive
        if rule is None:
            continue
        persons = set(OptIn.objects.filter(service=found.id, ended_at=None).values_list("person", flat=True))
        register = found.place.registers[rule.register]
        condition = feel.parse(rule.condition)
        today = journal.now().date()
        entitled = [
            record[register.key]
            for record in register.records
            if record[register.key] in persons
            and feel.evaluate(condition, {**facts.of_record(register, record), "today": today}) is True
        ]
        if standing_offer(found.id, entitled):
            count += standing.offer(system(found.publication.tenant_id), found.id, entitled)
    return count


def standing_offer(service: str, persons: list[str]) -> bool:
    """Whether anybody here was not yet offered the service (so that an idle worker writes nothing)."""
    return Offer.objects.filter(service=service, person__in=persons).count() < len(persons)
