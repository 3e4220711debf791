"""What the studio keeps of its own: logs that analysts bring, and long work that the worker does for them."""

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
