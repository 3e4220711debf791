"""What is published where: packs by digest, publications by tenant, and items imported from other catalogues."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class Pack(models.Model):
    """A place folder as it was loaded: content-addressed, never changed, shared by the node's tenants."""

    digest = models.CharField(primary_key=True, max_length=64)
    place = models.CharField(max_length=40)
    archive = models.BinaryField()  # zip of the folder
    loaded_at = models.DateTimeField()


class Publication(TenantModel):
    """One version of one service, in force from `published_at` until `withdrawn_at`."""

    service = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)  # of the service folder
    pack = models.CharField(max_length=64)  # Pack.digest
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant_id", "service", "withdrawn_at"], name="catalogue_in_force")]


class PlaceInForce(TenantModel):
    """Which version of the place pack (units, elements, calendar, registers) the tenant uses since when."""

    pack = models.CharField(max_length=64)
    since = models.DateTimeField()


class CalendarNotice(TenantModel):
    """Years of the calendar as a notice corrected them, for every clock of the tenant; the newest row is in force.

    A row holds all corrections up to it, so one digest says by which days a clock was counted.
    """

    digest = models.CharField(max_length=64)
    content = models.TextField()  # CSV of worktime.exchange
    since = models.DateTimeField()


class ImportedItem(TenantModel):
    """An item that another catalogue publishes. What the file lacks stays empty and is shown as missing."""

    source = models.CharField(max_length=120)
    department = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=120)
    item_type = models.CharField(max_length=4, blank=True)
    main_item = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=20, blank=True)
    department_code = models.CharField(max_length=40, blank=True)
    search = (
        models.TextField()
    )  # department and name in Simplified characters, for searching in either script

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(
                fields=["tenant_id", "source", "code", "name"], name="catalogue_imported_once"
            ),
        ]
