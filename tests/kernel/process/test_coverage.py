"""The document of what is played says the truth."""

from __future__ import annotations

from pathlib import Path

from tests.kernel.process.coverage import FILE, PATTERNS, page


def test_the_document_is_what_the_code_and_the_suite_say(betsy: Path) -> None:
    assert FILE.read_text(encoding="utf-8") == page(), (
        "run: .venv/bin/python -m tests.kernel.process.coverage"
    )


def test_every_supported_pattern_names_a_test_that_exists() -> None:
    assert len(PATTERNS) == 43
    for name, how, test in PATTERNS:
        assert not test or how, name
        if test:
            module, _, function = test.partition("::")
            text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
            assert f"def {function}(" in text, test
