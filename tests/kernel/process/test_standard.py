"""The page about the standard names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs/reference/process-standard.md"


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(test_\w+)::(test_\w+)", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 80
    missing = [
        f"{module}::{name}"
        for module, name in named
        if not (HERE / f"{module}.py").exists() or f"def {name}(" not in (HERE / f"{module}.py").read_text()
    ]
    assert missing == []


def test_every_line_without_a_test_says_why() -> None:
    """A row has a test, or is about something that is not played."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "element, attribute" and not cells[3]:
            assert re.search("not looked at|Deviation|the world's", cells[2]), line
