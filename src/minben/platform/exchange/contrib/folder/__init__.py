"""Registers that are folders of the place pack: the demo city's invented records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from minben.kernel.pack import Place
from minben.platform.catalogue.queries import current_place


class FolderRegisters:
    """Answers from `places/<place>/registers/`."""

    def look_up(self, register: str, key: Mapping[str, str]) -> Mapping[str, str] | None:
        index = _index(current_place(), register, tuple(sorted(key)))
        return index.get(tuple(value for _, value in sorted(key.items())))


@lru_cache(maxsize=32)
def _index_for(
    digest: int, register: str, fields: tuple[str, ...]
) -> dict[tuple[str, ...], Mapping[str, str]]:
    records = _places[digest].registers[register].records
    return {tuple(record.get(field, "") for field in fields): record for record in records}


_places: dict[int, Place] = {}


def _index(place: Place, register: str, fields: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, str]]:
    _places[id(place)] = place  # keeps the place alive, so its id stays its own
    return _index_for(id(place), register, fields)


def connector() -> FolderRegisters:
    """The connector for MINBEN_REGISTERS."""
    return FolderRegisters()
