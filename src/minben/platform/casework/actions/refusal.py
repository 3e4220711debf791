"""Why an act cannot be done now, as a message key that pages put into words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from minben.kernel.worktime import NotAllowed


class Refusal(Exception):
    """The act does not fit: `key` names the reason; nothing was changed."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@contextmanager
def lawful() -> Iterator[None]:
    """What the law of clocks does not allow is refused with its own key."""
    try:
        yield
    except NotAllowed as no:
        raise Refusal(no.key) from no
