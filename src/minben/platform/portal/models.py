"""What people tell us about a page of the platform, and what they were answered."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class Feedback(TenantModel):
    """Words about one page. Nobody's name is kept; whoever has the code can read the answer."""

    code = models.CharField(max_length=24)
    page = models.CharField(max_length=200, blank=True)
    mood = models.IntegerField(null=True, blank=True)  # 1 good, 2 so-so, 3 bad
    text = models.TextField()
    staff = models.BooleanField(default=False)  # from somebody who works with the platform
    given_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "code"], name="portal_feedback_code"),
        ]
        indexes = [models.Index(fields=["tenant_id", "given_at"], name="portal_feedback_given")]
