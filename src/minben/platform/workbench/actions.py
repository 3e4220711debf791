"""Keeping a search of the queue under a name, and dropping it. Serves the officer who needs it every day."""

from __future__ import annotations

from minben.platform.casework.actions import Refusal
from minben.platform.journal.actions import Record, act
from minben.platform.workbench.models import SavedSearch

MOST = 20  # searches of one officer: more are no list any longer


@act("workbench.save_search")
def save_search(record: Record, name: str, query: str) -> int:
    """Keep a search under a name; the same name again replaces it."""
    said = name.strip()
    if not said or not query:
        raise Refusal("search.name_missing" if query else "search.empty")
    own = SavedSearch.objects.filter(account=record.actor.account)
    if not own.filter(name=said).exists() and own.count() >= MOST:
        raise Refusal("search.many")
    row, _ = SavedSearch.objects.update_or_create(
        account=record.actor.account, name=said, defaults={"query": query, "saved_at": record.now}
    )
    record.about("search", str(row.pk))
    return row.pk


@act("workbench.drop_search")
def drop_search(record: Record, search: int) -> int:
    """Drop one of one's own searches; what is gone already stays gone."""
    record.about("search", str(search))
    SavedSearch.objects.filter(account=record.actor.account, pk=search).delete()
    return search
