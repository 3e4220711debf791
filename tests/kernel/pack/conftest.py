"""A small copy of the demo city that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"
PEOPLE = 12  # enough for the citizens and the people of the cases


class City:
    """A copied place folder and the ways to break it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> int:
        """Replace the first `old`; the line (from 1) where it stood. Fails when it is not there."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1


@pytest.fixture
def city(tmp_path: Path) -> Callable[..., City]:
    """`city("elder-allowance")` -> a copy with these services only and few records."""

    def copy(*services: str) -> City:
        folder = tmp_path / "lanting"
        shutil.copytree(LANTING, folder)
        for path in (folder / "services").iterdir():
            if path.name not in services:
                shutil.rmtree(path)
        for path in folder.glob("registers/*/records.csv"):
            path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:PEOPLE]), "utf-8")
        return City(folder)

    return copy
