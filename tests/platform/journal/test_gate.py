"""SQLite under many writers and sudden death: nothing locked, nothing acknowledged lost, nothing done twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
import django
django.setup()
from minben.platform.journal.actions import act
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import scope

@act("test.write")
def write(record, mark):
    record.about("mark", mark)
    return mark

name, rounds = sys.argv[1], int(sys.argv[2])
with scope("t"):
    for number in range(rounds):
        write(system("t"), f"{name}-{number}", key=f"{name}-{number}")
        print(f"{name}-{number}", flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An empty node on SQLite."""
    environment = {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    (tmp_path / "writer.py").write_text(WRITER)
    return environment


def start(home: dict[str, str], name: str, rounds: int) -> subprocess.Popen[str]:
    script = Path(home["MINBEN_HOME"]) / "writer.py"
    return subprocess.Popen(
        [sys.executable, script, name, str(rounds)],
        env=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(home: dict[str, str]) -> list[str]:
    database = sqlite3.connect(Path(home["MINBEN_HOME"]) / "db.sqlite3")
    return [row[0] for row in database.execute("select ref from journal_entry order by number")]


def test_four_writers_queue_and_none_is_turned_away(home: dict[str, str]) -> None:
    writers = [start(home, f"w{number}", 25) for number in range(4)]
    said = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0], [error for _, error in said]
    assert sorted(rows(home)) == sorted(line for out, _ in said for line in out.split())


def test_killed_at_any_moment_no_acknowledged_act_is_lost_or_doubled(home: dict[str, str]) -> None:
    acknowledged: list[str] = []
    for number in range(4):
        writer = start(home, f"k{number}", 500)
        assert writer.stdout is not None
        acknowledged.append(writer.stdout.readline().strip())
        time.sleep(0.05 + 0.13 * number)
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
        writer.wait()
        again = start(home, f"k{number}", 3)  # the client repeats its first commands with the same keys
        assert again.wait(timeout=60) == 0
        again.communicate()
    stored = rows(home)
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    checked = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\n"
         "from minben.platform.journal import queries\nfrom minben.platform.journal.tenancy import scope\n"
         "with scope('t'): assert queries.verify().sound"],
        env=home, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
