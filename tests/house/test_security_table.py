"""docs/reference/security.md names only what exists: each file, each test, each number once."""

from __future__ import annotations

import ast
import csv
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/security.md"
ROWS = re.findall(
    r"^\| (V\d+\.\d+\.\d+|art\. \d+) \| (.+) \| `(.+)` \| `(.+)::(.+)` \|$",
    PAGE.read_text("utf-8"),
    re.MULTILINE,
)
STANDARD = [number for number, *_ in ROWS if number.startswith("V")]
LAW = [number for number, *_ in ROWS if number.startswith("art")]
DATA = Path(os.environ.get("MINBEN_DATA", ROOT.parent / "shared" / "data"))


def test_every_row_of_the_table_is_read() -> None:
    text = PAGE.read_text("utf-8")
    assert len(ROWS) == text.count("\n| V") + text.count("\n| art. ")
    assert len(STANDARD) > 50
    assert len(LAW) > 10


def test_each_number_stands_once_and_in_order() -> None:
    numbers = [tuple(map(int, number[1:].split("."))) for number in STANDARD]
    assert numbers == sorted(set(numbers))
    articles = [int(number.partition(" ")[2]) for number in LAW]
    assert articles == sorted(set(articles))


@pytest.mark.demonstrates("R140")
@pytest.mark.parametrize(("number", "words", "where", "file", "test"), ROWS)
def test_file_and_test_exist(number: str, words: str, where: str, file: str, test: str) -> None:
    assert (ROOT / where).exists(), where
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test
    assert words.strip()


def test_the_numbers_are_of_the_standard_at_level_one_or_two() -> None:
    standard = DATA / "asvs-5.0.0.en.csv"
    if not standard.exists():
        pytest.skip(f"{standard} is missing: the numbers were NOT compared with the standard.")
    with standard.open(encoding="utf-8") as file:
        levels = {row["req_id"]: row["L"] for row in csv.DictReader(file)}
    wrong = [number for number in STANDARD if levels.get(number) not in ("1", "2")]
    assert not wrong
