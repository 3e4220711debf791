"""A changed service travels: one node moves its cases by a plan, another takes the parcel in and moves its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
CITY, SERVICE = ROOT / "places" / "lanting", "open-a-restaurant"
BEGIN = """
import django; django.setup()
from benchmarks import packs
from minben.platform.catalogue.queries import in_force
from minben.platform.journal.tenancy import scope
with scope("lanting"):
    for _ in range({number}):
        packs.begin(in_force(), service="open-a-restaurant")
"""
STEPS = """
import django; django.setup()
from minben.platform.casework.models import Case, Task
from minben.platform.journal.tenancy import scope
with scope("lanting"):
    print(*sorted({task.node for task in Task.objects.filter(open=True) if "food" in task.node}))
    print(len({case.flow for case in Case.objects.all()}))
"""
LOAD = """
import django; django.setup()
from pathlib import Path
from minben.platform.catalogue.actions import publish, store_pack
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import scope
with scope("lanting"):
    publish(system("lanting"), store_pack(Path({folder!r})))
"""


class Node:
    """A node of its own: database, keys, packs."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.environment = {
            **os.environ, "MINBEN_HOME": str(home), "MINBEN_DATABASE_URL": f"sqlite:///{home}/node.sqlite3",
            "DJANGO_SETTINGS_MODULE": "minben.platform.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }  # fmt: skip
        self.say("demo", "--no-history")

    def say(self, *words: str) -> str:
        return self._run("-m", "minben", *words)

    def do(self, text: str) -> str:
        return self._run("-c", text)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def renamed(folder: Path) -> Path:
    """The city with another name for one step of the service."""
    shutil.copytree(CITY, folder)
    for file in (folder / "services" / SERVICE).rglob("*"):
        if file.is_file() and b"review_food_permit" in file.read_bytes():
            file.write_bytes(file.read_bytes().replace(b"review_food_permit", b"check_food_permit"))
    return folder


def test_a_plan_made_on_one_node_moves_the_cases_of_another(tmp_path: Path) -> None:
    here, there = Node(tmp_path / "here"), Node(tmp_path / "there")
    here.do(BEGIN.format(number=1))
    there.do(BEGIN.format(number=2))
    assert there.do(STEPS).split() == ["review_food_permit", "1"]

    plan, parcel, key = (str(tmp_path / name) for name in ("plan.json", "city.parcel", "key.pem"))
    here.do(LOAD.format(folder=str(renamed(tmp_path / "lanting"))))
    assert "1 open cases: 1 moves" in here.say("migration", "propose", SERVICE, "--out", plan)
    assert "1 cases moved" in here.say("migration", "apply", plan)
    here.say("place", "export", "--out", parcel)
    here.say("place", "key", "--out", key)

    taken = there.say("place", "import", parcel, "--trust", key, "--publish", "--migrate")
    assert f"{SERVICE}: 2 running cases moved, 0 left." in taken
    assert there.do(STEPS).split() == ["check_food_permit", "1"]
    again = there.say("place", "import", parcel, "--trust", key, "--publish", "--migrate")
    assert "here already" in again
    assert f"{SERVICE}: 0 running cases moved, 0 left." in again, "twice changes nothing"
    assert "every case is what its journal says" in there.say("verify", "--cases")
