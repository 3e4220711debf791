"""Verbs that need a city say so when there is none, instead of speaking of tables."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "verb", [["verify"], ["worker", "--once"], ["catalogue", "import", "x.csv"], ["archive", "due"]]
)
def test_without_a_city_a_verb_says_how_to_load_one(tmp_path: Path, verb: list[str]) -> None:
    environment = {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "minben", *verb], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (2, "No place is loaded yet. Run: minben demo\n")
