"""The ledger's nodes in the application's own database, in the transaction of the act."""

from __future__ import annotations

from minben.platform.journal.models import Node
from minben.platform.journal.tenancy import current_tenant


class DatabaseNodes:
    """A `ledger.NodeStore` over the tenant in force. What is put is written by `flush`, in one statement."""

    def __init__(self) -> None:
        self.fresh: list[Node] = []

    def flush(self) -> None:
        """Write what was put."""
        Node.objects.bulk_create(self.fresh)
        self.fresh = []

    def get(self, level: int, index: int) -> bytes | None:
        row = Node.objects.filter(level=level, index=index).values_list("hash", flat=True).first()
        return None if row is None else bytes(row)

    def put(self, level: int, index: int, hash: bytes) -> None:  # noqa: A002 - the port's word
        self.fresh.append(Node(tenant_id=current_tenant(), level=level, index=index, hash=hash))
