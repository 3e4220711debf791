"""Two officers press at the same moment, in processes of their own: one acts, the other is told; nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SETTING = """
import django
django.setup()
from pathlib import Path
from minben.platform.casework.models import Task
from minben.platform.casework.queries import mark
from minben.platform.catalogue.queries import current_place
from minben.platform.identity.queries import account
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.training import demo, history
demo.load(Path({root!r}) / "places" / "lanting", history=False, say=lambda _: None)
with scope("lanting"):
    person = account("citizen-wang")
    past = history.beginning("lanting", current_place(), 7)
    history.apply(past, "open-a-restaurant", person.person, person.name, now())
    task = Task.objects.filter(unit="fire-rescue").select_related("caseitem", "case").get()
    print(task.pk, mark(task))
"""
OFFICER = """
import json, sys, time
import django
django.setup()
from minben.platform.casework import actions
from minben.platform.casework.actions import Refusal
from minben.platform.journal.actor import Actor
from minben.platform.journal.tenancy import scope
account, task, seen, start = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
actor = Actor("lanting", account, "", "", ("officer",), ("fire-rescue",))
with scope("lanting"):
    time.sleep(max(0.0, start - time.time()))
    try:
        actions.claim(actor, task, seen=seen)
        print(json.dumps([account, "has it"]))
    except Refusal as refusal:
        print(json.dumps([account, refusal.key]))
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An empty node on SQLite."""
    return {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }


def python(home: dict[str, str], code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], env=home, stdout=subprocess.PIPE, text=True
    )


def test_of_officers_who_take_a_task_at_once_exactly_one_has_it(home: dict[str, str]) -> None:
    told, _ = python(home, SETTING.format(root=str(ROOT))).communicate(timeout=120)
    task, seen = told.split()
    start = str(time.time() + 4)
    racing = [
        python(home, OFFICER, name, task, seen, start)
        for name in ("officer-fang", "officer-gao", "officer-x")
    ]
    answers = dict(json.loads(officer.communicate(timeout=60)[0]) for officer in racing)
    assert sorted(answers.values()) == ["has it", "task.taken", "task.taken"], answers
