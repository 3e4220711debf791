"""The worked example of the room's README is what the commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "src/minben/kernel/decision/README.md").read_text(encoding="utf-8")
RULES = ROOT / "places/lanting/services/elder-allowance/rules.dmn"


@pytest.mark.parametrize(
    "options",
    [
        ["--decision", "elder_allowance", "--explain"],
        ["--decision", "allowance", "--wanted", '{"tier": "80"}'],
    ],
)
def test_the_readme_shows_what_the_command_prints(tmp_path: Path, options: list[str]) -> None:
    written = re.search(r"    (\{.*?\}\})\n", README, re.DOTALL)
    assert written is not None
    (tmp_path / "facts.json").write_text(json.dumps(json.loads(written[1])))
    done = CliRunner().invoke(app, ["decide", str(RULES), "--input", str(tmp_path / "facts.json"), *options])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert len(lines) > 1
    assert "\n".join(f"    {line}" for line in lines) in README
