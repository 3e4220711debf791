"""What officers keep for themselves: searches of the queue under a name."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class SavedSearch(TenantModel):
    """One search of the queue that one officer wants again; nobody else sees it."""

    account = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)  # the address's query, of known filters only
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "account", "name"], name="workbench_search_name"),
        ]
