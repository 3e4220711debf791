"""FEEL chapter by chapter, in the conformance kit's numbering: `chapters.txt` says for each expression what it gives.

The kit's visible part has about half of its chapters; these lines, written from the specification, stand for all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from minben.kernel.feel import DateTime, FeelError, evaluate, parse, read_temporal
from minben.kernel.feel.text import text_of

NOW = read_temporal("2026-01-01T00:00:00Z")
FILE = Path(__file__).parent / "chapters.txt"


def chapters() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found[line[2:]] = []
        elif line:
            text, _, expected = line.rpartition(" ==> ")
            found[list(found)[-1]].append((text, expected))
    return found


def given(text: str) -> str:
    assert isinstance(NOW, DateTime)
    try:
        return text_of(evaluate(parse(text), {}, now=NOW))
    except FeelError:
        return "refused"


@pytest.mark.parametrize(("chapter", "lines"), chapters().items())
def test_each_expression_of_the_chapter_gives_its_value(chapter: str, lines: list[tuple[str, str]]) -> None:
    assert len(lines) >= 2, chapter
    assert {text: given(text) for text, _ in lines} == dict(lines)
