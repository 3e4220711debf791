"""No promise is loosened silently: the guide says of each version what it changed for applicants."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from django.test import Client

from minben.kernel.pack import read_place
from minben.kernel.worktime import Limit
from minben.platform.catalogue.actions import publish, store_pack
from minben.platform.journal.actor import system
from minben.platform.portal.standards import changes

pytestmark = pytest.mark.django_db
LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"


def loosened(folder: Path, old: str, new: str) -> None:
    """Put in force a version of the birth service that differs in this."""
    shutil.copytree(LANTING, folder / "lanting")
    file = folder / "lanting/services/birth-of-a-child/service.yaml"
    text = file.read_text("utf-8")
    start = text.index("id: household_registration")
    assert old in text[start:]
    changed = text[:start].replace('version: "1"', 'version: "2"', 1) + text[start:].replace(old, new, 1)
    file.write_text(changed, "utf-8")
    assert publish(system("lanting"), store_pack(folder / "lanting")) == ["birth-of-a-child"]


@pytest.mark.demonstrates("R29")
@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        (
            "promised_limit: {value: 1,",
            "promised_limit: {value: 3,",
            "late",
            "承諾 3 個工作日，原為 1 個工作日",
        ),
        (
            "statutory_limit: {value: 5,",
            "statutory_limit: {value: 4,",
            "done",
            "法定 4 個工作日，原為 5 個工作日",
        ),
    ],
)
def test_a_promise_that_is_loosened_is_said_and_marked(
    city: str, tmp_path: Path, old: str, new: str, kind: str, words: str
) -> None:
    loosened(tmp_path, old, new)
    page = Client(headers={"accept-language": "zh-hant"}).get("/services/birth-of-a-child/").content.decode()
    history = page.partition("變更歷史")[2]
    assert "版本 2" in history
    assert "版本 1，自 2026年1月1日" in history
    assert words in history
    assert f"state--{kind}" in history.partition("</ul>")[0]


def test_every_change_for_applicants_is_found_and_nothing_else() -> None:
    older = read_place(LANTING).services["birth-of-a-child"]
    first, *others = older.items
    assert changes(older, older) == []
    slower = dataclasses.replace(
        first, promised_limit=Limit(9, "day", first.promised_limit.basis), onsite_visits=2
    )
    newer = dataclasses.replace(older, items=(slower, *others[1:]))
    found = changes(older, newer)
    assert [(one.kind, one.worse) for one in found] == [
        ("promise", True),
        ("visits", True),
        ("dropped", True),
    ]
    assert [(one.kind, one.worse) for one in changes(newer, older)] == [
        ("promise", False), ("visits", False), ("added", False),
    ]  # fmt: skip
