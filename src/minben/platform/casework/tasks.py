"""The worker: timers by leases of the database's clock, signed heads, proactive offers. Each step is idempotent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q

from minben.kernel import feel
from minben.platform.casework import facts
from minben.platform.casework.actions import standing
from minben.platform.casework.models import Clock, Offer, OptIn, Timer
from minben.platform.catalogue import queries as catalogue
from minben.platform.identity.queries import tenants
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import sign_head
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import current_tenant, scope

LEASE = timedelta(minutes=2)
BATCH = 50
GIVE_UP = 8  # attempts, then a person looks at it
WORK = {"deem_accepted": standing.deem_accepted, "deem_granted": standing.deem_granted}
log = logging.getLogger(__name__)


def run_once(worker: str) -> int:
    """Do what is due in every tenant; answers how many timers took effect."""
    done = 0
    for tenant in tenants():
        with scope(tenant.pk):
            done += sum(_do(timer) for timer in lease(worker))
            recount_clocks()
            offer_services()
            sign_head()
    return done


def lease(worker: str) -> list[Timer]:
    """Take due timers that nobody holds, for LEASE; a worker that dies leaves them to the next."""
    moment = journal.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=moment)
    with transaction.atomic():
        rows = Timer.objects.filter(free, done_at=None, due_at__lte=moment, attempts__lt=GIVE_UP).order_by(
            "due_at"
        )
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        taken = list(rows[:BATCH])
        for row in taken:
            row.leased_until, row.leased_by, row.attempts = moment + LEASE, worker, row.attempts + 1
            row.save(update_fields=["leased_until", "leased_by", "attempts"])
    return taken


def _do(timer: Timer) -> bool:
    work = WORK.get(timer.kind, standing.fire)
    try:
        return bool(work(system(timer.tenant_id), timer.pk, key=f"timer-{timer.pk}"))
    except Exception as error:  # one broken case must not stop the others; it stays listed with its trouble
        log.exception("Timer %s failed", timer.pk)
        Timer.objects.filter(pk=timer.pk).update(trouble=str(error)[:2000])
        return False


def recount_clocks(progress: Callable[[float], None] | None = None) -> int:
    """Count by the calendar notice in force every case whose clocks were counted by another; safe to stop and repeat.

    Answers how many dates moved.
    """
    notice = catalogue.notice_in_force()
    if not notice:
        return 0
    stale = Clock.objects.filter(ended_at=None).exclude(calendar=notice)
    numbers = list(stale.values_list("case__number", flat=True).distinct().order_by("case__number"))
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
