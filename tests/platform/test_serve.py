"""`minben serve` brings the database up to date: once, and asking again writes nothing and takes no time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TWICE = """
import django
django.setup()
from minben.cli.city import migrate_database
print(migrate_database(), migrate_database())
"""


def test_a_fresh_database_is_made_once(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/fresh.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", TWICE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "True False"
