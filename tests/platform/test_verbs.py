"""Verbs that need a city say so when there is none, instead of speaking of tables."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def minben(home: Path, *verb: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "MINBEN_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "MINBEN_DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
    }
    return subprocess.run(
        [sys.executable, "-m", "minben", *verb], env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "verb", [["verify"], ["worker", "--once"], ["catalogue", "import", "x.csv"], ["archive", "due"]]
)
def test_without_a_city_a_verb_says_how_to_load_one(tmp_path: Path, verb: list[str]) -> None:
    done = minben(tmp_path, *verb)
    assert (done.returncode, done.stderr) == (2, "No place is loaded yet. Run: minben demo\n")


@pytest.mark.parametrize("verb", [["worker", "--once"], ["verify"]])
def test_a_database_of_an_older_version_is_refused_with_what_to_do(tmp_path: Path, verb: list[str]) -> None:
    """A worker that began before the server brought the tables up to date would stop in the middle of an act."""
    with sqlite3.connect(tmp_path / "db.sqlite3") as old:
        old.execute("create table journal_entry (id integer)")
    done = minben(tmp_path, *verb)
    assert done.returncode == 2
    assert "is of an older version" in done.stderr
    assert "minben serve" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", [["serve"], ["demo", "--serve"]])
def test_an_address_that_is_taken_is_refused_before_anything_is_done(tmp_path: Path, verb: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = minben(tmp_path, *verb, "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port} cannot be served on" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert not (tmp_path / "db.sqlite3").exists()
