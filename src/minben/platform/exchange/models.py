"""Consents, readings of registers, and disputes of what a register said."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel, key_to, same_tenant


class Consent(TenantModel):
    """A person lets named registers be asked named fields for one purpose; revocable at any time."""

    person = models.CharField(max_length=40)
    account = models.CharField(max_length=80)
    service = models.CharField(max_length=80)
    registers = models.JSONField(default=dict)  # register -> fields
    refused = models.JSONField(default=list)  # registers to which the person said no
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class Reading(TenantModel):
    """One question put to one register, with purpose, basis and consent: shown to the person concerned."""

    consent = key_to("exchange.Consent", "readings", null=True)
    person = models.CharField(max_length=40)
    register = models.CharField(max_length=60)
    fields = models.JSONField(default=list)
    purpose = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    case = models.CharField(max_length=60, blank=True)  # case or draft number
    reader = models.CharField(max_length=80)
    found = models.BooleanField()
    digest = models.CharField(max_length=64)  # of the answer
    read_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [*OWN_ROW, same_tenant("exchange_reading", "consent_id", "exchange_consent")]
        indexes = [models.Index(fields=["tenant_id", "person", "read_at"], name="exchange_reading_person")]


class Dispute(TenantModel):
    """ "This is wrong": a person disputes what a register said; the keeper must check (多元校核)."""

    person = models.CharField(max_length=40)
    register = models.CharField(max_length=60)
    element = models.CharField(max_length=80)
    case = models.CharField(max_length=60, blank=True)
    sealed = models.BinaryField(default=bytes)  # what the register said, and what the person says
    said_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)  # corrected, stands
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = OWN_ROW
        indexes = [
            models.Index(fields=["tenant_id", "register", "answered_at"], name="exchange_dispute_open")
        ]
