"""The ledger's nodes in the application's own database, in the transaction of the act."""

from __future__ import annotations

from minben.platform.journal.models import Node


class DatabaseNodes:
    """A `ledger.NodeStore` over the tenant in force."""

    def get(self, level: int, index: int) -> bytes | None:
        row = Node.objects.filter(level=level, index=index).values_list("hash", flat=True).first()
        return None if row is None else bytes(row)

    def put(self, level: int, index: int, hash: bytes) -> None:  # noqa: A002 - the port's word
        Node.objects.create(level=level, index=index, hash=hash)
