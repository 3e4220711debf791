"""An officer's own searches of the queue, by name."""

from __future__ import annotations

from minben.platform.journal.actor import Actor
from minben.platform.workbench.models import SavedSearch


def searches_of(actor: Actor) -> list[SavedSearch]:
    """What this officer keeps; nobody else's."""
    return list(SavedSearch.objects.filter(account=actor.account).order_by("name"))
