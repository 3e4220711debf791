"""The tables of a process on its way: timers, outbox, waits, migrations, troubles. Part of `models`, which names them.

Serves the token game at work and its workers.
"""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel, key_to, same_tenant


def of_case(owner: str) -> list[models.BaseConstraint]:
    """The constraints of a table whose rows belong to a case."""
    return [*OWN_ROW, same_tenant(f"casework_{owner}", "case_id", "casework_case")]


class Leased(TenantModel):
    """Something for a worker to do at a moment, once in effect; leased by one at a time by the database's clock.

    After a failure the lease stands until the next attempt; after the last one a person looks at it.
    """

    due_at = models.DateTimeField(null=True, blank=True)  # None while the clock it follows stands still
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.IntegerField(default=0)
    trouble = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


class Timer(Leased):
    """A moment that a case waits for."""

    case = key_to("casework.Case", "timers")
    caseitem = key_to("casework.CaseItem", "timers", null=True)
    kind = models.CharField(max_length=30)  # process, deem_accepted, deem_granted
    key = models.CharField(max_length=120, blank=True)
    definition = models.CharField(max_length=60, blank=True)  # of the process: workdays:3, PT4H, a date-time
    armed_at = models.DateTimeField(null=True, blank=True)
    calendar = models.CharField(max_length=64, blank=True)  # the notice it was counted by

    class Meta(TenantModel.Meta):
        constraints = [*of_case("timer"), same_tenant("casework_timer", "caseitem_id", "casework_caseitem")]
        indexes = [models.Index(fields=["tenant_id", "done_at", "due_at"], name="casework_timer_due")]


class Posting(Leased):
    """The outbox: a message or signal of a case's process on its way to the cases that wait for it."""

    case = key_to("casework.Case", "postings")
    kind = models.CharField(max_length=10)  # message, signal
    name = models.CharField(max_length=120)
    data = models.JSONField(default=dict)  # nothing personal: what the process itself may know

    class Meta(TenantModel.Meta):
        constraints = of_case("posting")
        indexes = [models.Index(fields=["tenant_id", "done_at", "due_at"], name="casework_posting_due")]


class Wait(TenantModel):
    """A case waits for a message or signal. `mark`: digest of what a message must say to be meant; empty: any."""

    case = key_to("casework.Case", "waits")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)  # message, signal
    name = models.CharField(max_length=120)
    mark = models.CharField(max_length=64, blank=True)
    open = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = of_case("wait")
        indexes = [
            models.Index(fields=["tenant_id", "kind", "name", "open", "mark"], name="casework_wait_name")
        ]


class MigrationPlan(TenantModel):
    """All cases of a service are to move from one version to another: one administrator proposes, another confirms, the
    worker moves the cases in groups, and takes them back when that is asked for.
    """

    service = models.CharField(max_length=80)
    source = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    steps = models.JSONField(default=dict)
    foreseen = models.JSONField(default=dict)  # outcome of the dry run -> how many cases
    reasons = models.TextField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # every case was moved or left
    came_of = models.JSONField(default=dict)  # moved, left; and taken back, kept
    back_by = models.CharField(max_length=80, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_reasons = models.TextField(blank=True)
    back_done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = OWN_ROW
        indexes = [models.Index(fields=["tenant_id", "service"], name="casework_plan_service")]


class DryRun(TenantModel):
    """A plan tried on every open case, done by one worker at a time under a lease; its outcome is kept, the cases are
    not touched.
    """

    service = models.CharField(max_length=80)
    source = models.CharField(max_length=64)
    target = models.CharField(max_length=64)
    steps = models.JSONField(default=dict)  # as they were asked for
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    progress = models.FloatField(default=0.0)  # share done
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)  # why there is no outcome
    outcome = models.JSONField(default=dict)  # total, standing, steps, counts, groups

    class Meta(TenantModel.Meta):
        constraints = OWN_ROW
        indexes = [
            models.Index(fields=["tenant_id", "service", "source"], name="casework_dryrun_service"),
            models.Index(fields=["tenant_id", "done_at"], name="casework_dryrun_due"),
        ]


class Migration(TenantModel):
    """A case moved to another version of its process. `before`: what undoing it restores, while no later act exists."""

    case = key_to("casework.Case", "migrations")
    plan = key_to(
        "casework.MigrationPlan", "migrations", null=True
    )  # None: from the command line, or a parcel
    source = models.CharField(max_length=64)  # packs: whose process was played, and is now
    target = models.CharField(max_length=64)
    steps = models.JSONField(default=dict)  # old step -> new step, where they differ
    before = models.JSONField(default=dict)  # process, state, and the rows of tasks, timers and waits
    entry = models.BigIntegerField()  # journal number before it: later entries forbid undoing
    moved_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("migration"),
            same_tenant("casework_migration", "plan_id", "casework_migrationplan"),
        ]


class Trouble(TenantModel):
    """Where a process could not go on by itself, or called for help: a person tries again, or closes it with a reason.

    `event` is what happened and could not be followed: it is kept until then. None: the work goes on (an escalation).
    """

    case = key_to("casework.Case", "troubles")
    kind = models.CharField(max_length=20)  # stuck, failed, escalation
    node = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    event = models.JSONField(null=True, blank=True)
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = of_case("trouble")
        indexes = [models.Index(fields=["tenant_id", "settled_at"], name="casework_trouble_open")]
