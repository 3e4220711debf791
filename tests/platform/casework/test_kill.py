"""A few seeded kills of the script that anybody can run for a thousand: `python -m benchmarks.kill`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]


def test_killed_at_any_instant_nothing_acknowledged_is_lost_or_done_twice() -> None:
    command = [sys.executable, "-m", "benchmarks.kill", "--kills", "12", "--seed", "4"]
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        command += ["--postgres", os.environ["MINBEN_DATABASE_URL"]]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "12 kills" in done.stdout
    assert "acknowledged and lost: 0" in done.stdout
