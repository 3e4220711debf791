"""What an act need not ask the database twice: reference data of its tenant, and the keys of the persons it is about.

Reference data (units, calendar notices) changes only by acts that say so (`changed`). The log's row, which every act
reads first, carries the mark of the last of them: as long as it is the same, what was read under it still holds, in
every process. Keys of persons are remembered until the act ends and no longer, so that an erased key is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from minben.platform.journal.tenancy import current_tenant

T = TypeVar("T")


@dataclass
class Memory:
    """Of one act. `mark` is empty when nothing read before may be believed."""

    mark: str = ""
    changed: bool = False
    keys: dict[tuple[str, str], bytes] = field(default_factory=dict)  # (tenant, person) -> data key


_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)
_kept: dict[tuple[str, str], tuple[str, Any]] = {}  # (tenant, what) -> mark under which it was read, value


@contextmanager
def of_act(mark: str) -> Iterator[Memory]:
    """Remember until the act ends."""
    token = _memory.set(found := Memory(mark))
    try:
        yield found
    finally:
        _memory.reset(token)


def changed() -> None:
    """This act changes reference data: nobody goes by what was read before."""
    if (memory := _memory.get()) is not None:
        memory.mark, memory.changed = "", True


def recall(what: str, read: Callable[[], T]) -> T:
    """Reference data of the tenant in force, read again only after an act changed some; outside acts always read."""
    memory = _memory.get()
    if memory is None or not memory.mark:
        return read()
    place = (current_tenant(), what)
    mark, value = _kept.get(place, ("", None))
    if mark != memory.mark:
        value = read()
        _kept[place] = (memory.mark, value)
    return value


def keys() -> dict[tuple[str, str], bytes]:
    """The persons' keys that this act has used; outside acts nothing is remembered."""
    memory = _memory.get()
    return {} if memory is None else memory.keys
