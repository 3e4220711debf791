"""Rules about information.yaml: limits that can be kept, each with an article of a law that the place knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import law_exists
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Information, Place

FILE = "information.yaml"


def check_information(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about the limits of requests for information; none when the place states none."""
    if FILE not in loaded.spots:
        return
    for key in (one.name for one in fields(Information)):
        limit = getattr(place.information, key)
        law, _space, article = limit.basis.partition(" ")
        if limit.value < 1:
            yield _at(loaded, key, "Nobody can answer in no time.", "Give a limit of 1 or more.")
        if not article or not law_exists(law, place):
            message = f"The limit has no article of a law that the place knows: {limit.basis!r}."
            yield _at(loaded, key, message, "Write basis: with a law of laws.yaml and its article.")


def _at(loaded: Loaded, key: str, message: str, advice: str) -> Finding:
    return Finding(loaded.path(FILE), loaded.line(FILE, key), key, message, advice)
