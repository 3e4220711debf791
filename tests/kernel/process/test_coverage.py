"""The document of what is played says the truth."""

from __future__ import annotations

from pathlib import Path

from tests.kernel.process.coverage import FILE, PATTERNS, page
from tests.kernel.process.test_conformance import MODELS


def test_the_document_is_what_the_code_and_the_suite_say(betsy: Path) -> None:
    """Word for word; with more models present than the page was written from, every line of its tables."""
    written, found = FILE.read_text(encoding="utf-8"), page()
    if len(found.splitlines()) > len(written.splitlines()):
        rows = [line for line in written.splitlines() if line.startswith("|")]
        assert [row for row in rows if row not in found.splitlines()] == []
    else:
        assert written == found, "run: .venv/bin/python -m tests.kernel.process.coverage"


def test_every_pattern_names_a_test_that_exists() -> None:
    assert len(PATTERNS) == 43
    for name, how, test in PATTERNS:
        assert test, name
        assert how, name
        module, _, function = test.partition("::")
        function, _, of = function.partition("[")
        folder = Path(__file__).parents[3] if "/" in module else Path(__file__).parent
        assert f"def {function}(" in (folder / f"{module}.py").read_text(encoding="utf-8"), test
        assert not of or not MODELS or of.rstrip("]") in MODELS, test
