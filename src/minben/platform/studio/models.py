"""What the studio keeps of its own: logs that analysts bring, what is chosen about them and known of them, long work
that the worker does, drafts of rules.
"""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class Upload(TenantModel):
    """An event log from outside, as it came; read anew whenever it is studied."""

    number = models.IntegerField()
    name = models.CharField(max_length=200)
    suffix = models.CharField(max_length=20)  # what kind of file it is, by its name: .xes.gz, .csv
    columns = models.JSONField(default=dict)  # of a table: which column says what
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    cases = models.IntegerField()
    events = models.IntegerField()
    brought_by = models.CharField(max_length=80)
    brought_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="studio_upload_number"),
        ]


class LogChoices(TenantModel):
    """What analysts decided to do about what is suspicious in a log, for everybody who studies it."""

    kind = models.CharField(max_length=20)  # service, upload
    log = models.CharField(max_length=80)  # the service's id, the upload's number
    said = models.JSONField(default=dict)  # kind of suspicion -> keep, drop, correct
    chosen_by = models.CharField(max_length=80)
    chosen_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "kind", "log"], name="studio_log_choices"),
        ]


class LogStudy(TenantModel):
    """What is known of a log: worked out by the worker under a lease, only read by pages. It can be made anew from the
    log at any time, so the journal says nothing of it.
    """

    kind = models.CharField(max_length=20)  # service, upload
    log_id = models.CharField(max_length=80)
    version = models.CharField(max_length=100)  # of the log that was studied
    edition = models.CharField(max_length=10)  # of what is kept
    content = models.BinaryField(default=bytes)  # figures, process, paths, charts
    events = models.BinaryField(default=bytes)  # the log itself, packed
    made_at = models.DateTimeField(null=True, blank=True)
    asked = models.CharField(max_length=100, blank=True)  # version that somebody is or was last at
    progress = models.FloatField(default=0.0)  # share done, while somebody is at it
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.IntegerField(default=0)  # that ended without a word, for the version asked
    trouble = models.TextField(blank=True)  # why the version asked could not be studied

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "kind", "log_id"], name="studio_log_study"),
        ]


class Job(TenantModel):
    """Long work for an analyst, done by one worker at a time under a lease; if it dies, the next takes it up."""

    number = models.IntegerField()
    kind = models.CharField(max_length=20)  # simulate, redesign
    source = models.JSONField(default=dict)  # {"kind", "id"} of the log
    name = models.CharField(max_length=200)  # of the log, in the words of who asked
    language = models.CharField(max_length=20)  # in which the steps are named
    options = models.JSONField(default=dict)  # seed, replications, cases, limit in hours, locked steps
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    progress = models.FloatField(default=0.0)  # share done
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)  # why it could not be done
    result = models.BinaryField(default=bytes)  # a zip of the comparison's files

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="studio_job_number"),
        ]
        indexes = [models.Index(fields=["tenant_id", "done_at", "asked_at"], name="studio_job_due")]


class RuleDraft(TenantModel):
    """Rules of a service as one analyst would have them: never in force, seen by nobody else."""

    number = models.IntegerField()
    service = models.CharField(max_length=80)
    base = models.CharField(max_length=64)  # digest of the service whose rules it began with
    name = models.CharField(max_length=120)
    content = models.BinaryField()  # DMN
    revision = models.IntegerField(default=1)
    owner = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="studio_rule_draft_number"),
        ]
