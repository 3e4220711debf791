"""The record: entries, the ledger's nodes and signed heads, idempotency keys, and the keys of persons."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class Entry(TenantModel):
    """One act or one reading of sensitive data. Never changed, never deleted; `leaf` commits to the whole row."""

    number = models.BigIntegerField()  # leaf index in the tenant's log, from 0
    recorded_at = models.DateTimeField()  # the database's clock
    happened_at = models.DateTimeField()  # differs only for imported history
    actor = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=80, blank=True)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    act = models.CharField(max_length=80)  # app.verb
    kind = models.CharField(max_length=40)  # kind of object
    ref = models.CharField(max_length=120)  # its public number
    facts = models.JSONField(default=dict)  # nothing personal
    subject = models.CharField(max_length=80, blank=True)  # the person whose key seals `sealed`
    sealed = models.BinaryField(default=bytes)  # personal facts, encrypted
    leaf = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="journal_entry_number"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "kind", "ref"], name="journal_entry_ref"),
            models.Index(fields=["tenant_id", "act", "happened_at"], name="journal_entry_act"),
        ]


class Size(TenantModel):
    """How many leaves the tenant's log has; the row every append locks."""

    size = models.BigIntegerField(default=0)
    suite = models.CharField(max_length=20, default="sha256")  # fixed at creation
    frontier = models.BinaryField(default=bytes)  # the tree's right edge, so that appending reads no nodes
    mark = models.CharField(max_length=32, default="")  # of the last act that changed reference data

    class Meta(TenantModel.Meta):
        constraints = [*OWN_ROW, models.UniqueConstraint(fields=["tenant_id"], name="journal_size_one")]


class Node(TenantModel):
    """The hash of a complete subtree above the leaves (RFC 9162 2.1); the leaves stand in their entries."""

    level = models.IntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "level", "index"], name="journal_node_place"),
        ]


class Head(TenantModel):
    """A signed checkpoint of the log (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField()
    note = models.TextField()
    signature = models.BinaryField()
    signed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "size"], name="journal_head_size"),
        ]


class Command(TenantModel):
    """An idempotency key already used by an account for an act, and what the act answered then."""

    account = models.CharField(max_length=80, default="")
    key = models.CharField(max_length=120)
    act = models.CharField(max_length=80)
    answer = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(
                fields=["tenant_id", "account", "act", "key"], name="journal_command_once"
            ),
        ]


class SubjectKey(TenantModel):
    """The wrapped data key of one person; destroying it erases the person and leaves every proof intact."""

    subject = models.CharField(max_length=80)
    wrapped = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "subject"], name="journal_subject_key"),
        ]
