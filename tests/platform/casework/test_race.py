"""Officers on one file: exactly one wins, and no update is lost. SQLite, or PostgreSQL when the tests run on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
OFFICERS = ("officer-an", "officer-bai", "officer-x", "officer-y")
CASES = 5


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment with a database of its own, on the engine that the tests use."""
    environment = {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
    }
    address = os.environ.get("MINBEN_DATABASE_URL", "")
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        yield {**environment, "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/race.sqlite3"}
        return
    import psycopg

    parts = urlsplit(address)
    name = f"minben_race_{os.getpid()}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"create database {name}")
        try:
            yield {**environment, "MINBEN_DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        finally:
            server.execute(f"drop database {name}")


def run(environment: dict[str, str], *words: str) -> object:
    command = [sys.executable, "-m", "tests.platform.casework.race", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_one_officer_wins_each_file_and_no_update_is_lost(own_database: dict[str, str]) -> None:
    tasks = run(own_database, "load", str(CASES))
    command = [sys.executable, "-m", "tests.platform.casework.race", "act"]
    racers = [
        subprocess.Popen(
            [*command, name],
            cwd=ROOT,
            env=own_database,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in OFFICERS
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(json.dumps(tasks) + "\n")
        racer.stdin.flush()
    told = {}
    for name, racer in zip(OFFICERS, racers, strict=True):
        output, _ = racer.communicate(timeout=300)
        told[name] = json.loads(output)
    claimed = Counter(task for moves in told.values() for task, what in moves if what == "claimed")
    refused = {what for moves in told.values() for _, what in moves} - {"claimed", "decided"}
    assert claimed == Counter({one["task"]: 1 for one in tasks}), "each task was taken once"
    assert refused <= {"task.taken", "task.changed", "task.not_yours"}
    assert len(refused) >= 1
    kept = run(own_database, "check")
    assert isinstance(kept, dict)
    winners = dict(kept["claims"])
    assert len(kept["claims"]) == len(kept["decisions"]) == CASES
    assert dict(kept["decisions"]) == {case: f"as {name} saw it" for case, name in winners.items()}, (
        "the decision is the winner's own, whole"
    )
    assert kept["holders"] == winners
    assert kept["sound"]
