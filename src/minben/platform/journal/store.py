"""The ledger's nodes in the application's own database, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterator

from minben.platform.journal.bulk import fresh, write
from minben.platform.journal.models import Entry, Node


class DatabaseNodes:
    """A `ledger.NodeStore` over the tenant in force. What is put is written by `flush`, in one statement.

    The leaves are the entries' own column. `frontier`: hashes of the complete subtrees that make up a log of `size`
    entries, widest first (as `frontier` gives them), so that appending reads nothing.
    """

    def __init__(self, size: int = 0, frontier: bytes = b"") -> None:
        self.fresh: list[Node] = []
        places = list(_edge(size))
        width = len(frontier) // len(places) if places else 0
        self.known = {
            place: frontier[number * width : (number + 1) * width]
            for number, place in enumerate(places)
            if width
        }

    def flush(self) -> None:
        """Write what was put."""
        write(self.fresh)
        self.fresh = []

    def get(self, level: int, index: int) -> bytes | None:
        if (level, index) in self.known:
            return self.known[level, index]
        if level == 0:
            row = Entry.objects.filter(number=index).values_list("leaf", flat=True).first()
        else:
            row = Node.objects.filter(level=level, index=index).values_list("hash", flat=True).first()
        return None if row is None else bytes(row)

    def put(self, level: int, index: int, hash: bytes) -> None:  # noqa: A002 - the port's word
        self.known[level, index] = hash
        if level:
            self.fresh.append(fresh(Node, level=level, index=index, hash=hash))

    def frontier(self, size: int) -> bytes:
        """The right edge of a log of this size."""
        return b"".join(self.get(*place) or b"" for place in _edge(size))


def _edge(size: int) -> Iterator[tuple[int, int]]:
    """Places of the complete subtrees that make up a log of this size, widest first."""
    return ((level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1)
