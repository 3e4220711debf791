"""Documents do not lie: what a console block shows is what the command prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```console\n\$ minben (.+?[^\\])\n(.*?)```", re.DOTALL)
EXAMPLES = [
    (path.name, command, shown)
    for path in sorted((ROOT / "docs").rglob("*.md"))
    for command, shown in BLOCK.findall(path.read_text("utf-8"))
]


@pytest.mark.parametrize(("page", "command", "shown"), EXAMPLES)
def test_a_console_block_is_what_the_command_prints(
    page: str, command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, shlex.split(command.replace("\\\n", " ")))
    assert result.exit_code == 0, (page, result.output)
    assert result.output == shown


def test_the_law_of_time_is_shown_in_three_languages() -> None:
    assert sum(page == "time.md" for page, _, _ in EXAMPLES) == 3
