"""The kernels and their verbs work with Django absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "ninja", "psycopg", "granian", "cryptography", "typst", "pyhanko"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
sys.path.insert(0, "src")
"""


def alone(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that cannot import the web part."""
    return subprocess.run(
        [sys.executable, "-c", BLOCK + code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_kernel_room_imports_without_the_web_part() -> None:
    rooms = [path.parent.name for path in sorted((ROOT / "src/minben/kernel").glob("*/__init__.py"))]
    done = alone(f"import importlib\nfor room in {rooms!r}: importlib.import_module('minben.kernel.' + room)")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "verb",
    [
        ["--help"],
        ["check", "places/lanting"],
        ["process", "check", "places/lanting/services/elder-allowance/process.bpmn"],
    ],
)
def test_kernel_verbs_work_without_the_web_part(verb: list[str]) -> None:
    done = alone(f"from minben.cli import app\napp({verb!r})")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_platform_verb_says_what_is_missing() -> None:
    done = alone("from minben.cli import app\napp(['verify'])")
    assert done.returncode == 2
    assert "minben[platform]" in done.stderr
