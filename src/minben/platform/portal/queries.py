"""Reading what people told us about pages."""

from __future__ import annotations

from minben.platform.portal.models import Feedback


def feedback(code: str) -> Feedback | None:
    """One by its code."""
    return Feedback.objects.filter(code=code).first()


def received(limit: int = 200) -> list[Feedback]:
    """What was told: unanswered first, newest first."""
    rows = Feedback.objects.order_by("-given_at", "-id")[:limit]
    return sorted(rows, key=lambda row: row.replied_at is not None)
