"""`minben mine LOG --json` gives the answers that are known of real logs, as whoever checks it would ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOGS = Path(os.environ.get("MINBEN_LOGS", ROOT / "../shared/logs"))


def mined(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `minben mine` as a user would."""
    command = [sys.executable, "-m", "minben", "mine", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def told(name: str) -> dict[str, Any]:
    """What is printed about a real log, which is no part of the project."""
    if not (LOGS / name).exists():
        pytest.skip(f"The real log {name} is not here: set MINBEN_LOGS to the folder that has it.")
    done = mined(str(LOGS / name), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by(rows: list[dict[str, Any]], key: str, value: str) -> dict[str, Any]:
    """The row that has `value` under `key`."""
    return next(row for row in rows if row[key] == value)


def test_the_receipt_of_permits() -> None:
    answer = told("receipt_wabo.xes.gz")
    size = [answer["log"][key] for key in ("cases", "events", "activities", "variants", "resources")]
    assert size == [1434, 8577, 27, 116, 48]
    limit = by(answer["deadlines"], "attribute", "deadline")
    assert [limit[key] for key in ("closed", "open", "late")] == [1329, 105, 377]
    assert by(answer["deadlines"], "attribute", "enddate_planned")["late"] == 389
    channels = by(answer["segments"], "attribute", "channel")["values"]
    assert {row["value"]: row["cases"] for row in channels} == {
        "Internet": 1250,
        "Desk": 109,
        "Post": 53,
        "e-mail": 21,
        "Intern": 1,
    }
    assert round(by(answer["handovers"], "by", "resource")["per_case"], 2) == 0.84
    assert answer["rework"]["repeats"] == 245


@pytest.mark.parametrize(
    ("name", "cases", "events", "handovers", "entropy"),
    [
        ("BPIC15_1.xes.gz", 1199, 52_217, 2.63, 277_222.217),
        ("BPIC15_2.xes.gz", 832, 44_354, 2.77, 240_512.224),
    ],
)
@pytest.mark.slow
def test_building_permits_of_two_towns(
    name: str, cases: int, events: int, handovers: float, entropy: float
) -> None:
    answer = told(name)
    assert (answer["log"]["cases"], answer["log"]["events"]) == (cases, events)
    assert round(by(answer["handovers"], "by", "resource")["per_case"], 2) == handovers
    assert abs(answer["complexity"]["variant_entropy"] - entropy) < 0.0005


@pytest.mark.parametrize(
    ("name", "repeats"), [("sepsis.xes.gz", 5624), ("BPIC20_DomesticDeclarations.xes.gz", 1759)]
)
def test_steps_done_again(name: str, repeats: int) -> None:
    assert told(name)["rework"]["repeats"] == repeats


def test_without_a_folder_only_figures_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "case,activity,time\n1,A,2026-01-05T08:00:00Z\n1,B,2026-01-05T09:00:00Z\n"
    )
    done = mined(str(tmp_path / "log.csv"))
    assert done.returncode == 2
    assert "--out FOLDER" in done.stderr
    assert json.loads(mined(str(tmp_path / "log.csv"), "--json").stdout)["log"]["events"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
