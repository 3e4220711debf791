"""What the world may tell the game: events of the known kinds, with plain data that every database can keep.

Serves the token game, which refuses everything else before it looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, cast

from .events import (
    Answered,
    Cancelled,
    Chosen,
    Completed,
    Failed,
    Fired,
    Learned,
    Raised,
    Received,
    Refused,
    Signalled,
    Started,
)

_DEPTH = 100  # lists and mappings in one another
_BITS = 10_000  # of a whole number: about 3,000 digits, what JSON readers take
_TEXTS: dict[type, tuple[str, ...]] = {
    Started: ("at",),
    Completed: ("key",),
    Answered: ("key",),
    Failed: ("key", "code"),
    Raised: ("key", "code"),
    Fired: ("key",),
    Received: ("message", "key"),
    Signalled: ("signal",),
    Learned: (),
    Chosen: ("key", "node"),
    Cancelled: ("reason",),
}


def sort_out(event: object) -> None:
    """Raises `Refused` for what is no event, and for an event whose names are no texts or whose data are not plain."""
    texts = _TEXTS.get(type(event))
    if texts is None:
        raise Refused(f"The game knows no event {type(event).__name__}.")
    for name in texts:
        if not isinstance(getattr(event, name), str):
            raise Refused(f"The {name} of {type(event).__name__} is no text.")
    data = getattr(event, "data", None)
    if data is not None or hasattr(event, "data"):
        if not isinstance(data, Mapping):
            raise Refused(f"The data of {type(event).__name__} are no mapping.")
        for name, value in cast("Mapping[Any, Any]", data).items():
            if not isinstance(name, str) or not is_plain(value):
                raise Refused(f"{name!r:.80} of {type(event).__name__} is no plain data.")
    elif isinstance(event, Answered) and not is_plain(event.value):
        raise Refused("The answer is no plain data.")


def is_plain(value: Any, depth: int = _DEPTH) -> bool:
    """None, true and false, finite numbers, texts, and lists and mappings by text of them."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return value.bit_length() <= _BITS
    if kind is float:
        return isfinite(value)
    if not depth:
        return False
    if kind is list:
        return all(is_plain(one, depth - 1) for one in value)
    return kind is dict and all(
        isinstance(name, str) and is_plain(one, depth - 1) for name, one in value.items()
    )
