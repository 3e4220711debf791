"""Where the published suites are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def betsy() -> Path:
    return suite("betsy")


@pytest.fixture
def miwg() -> Path:
    return suite("bpmn-miwg")


def suite(name: str) -> Path:
    base = Path(os.environ.get("MINBEN_CONFORMANCE") or REPOSITORY.parent / "shared" / "conformance")
    if not (base / name).is_dir():
        pytest.skip(f"CONFORMANCE SUITE ABSENT: {base / name}; set MINBEN_CONFORMANCE")
    return base / name
