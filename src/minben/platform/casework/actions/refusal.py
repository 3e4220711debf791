"""Why an act cannot be done now, as a message key that pages put into words."""

from __future__ import annotations


class Refusal(Exception):
    """The act does not fit: `key` names the reason; nothing was changed."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
