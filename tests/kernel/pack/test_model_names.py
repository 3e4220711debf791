"""The names in a pack's models are translated, and the checker says which are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from minben.kernel.pack import check_place


def test_a_name_without_translation_is_found_in_each_language(city: Callable) -> None:
    broken = city("elder-allowance")
    broken.change("services/elder-allowance/process.bpmn", "作出決定", "由規則決定")
    missing = [one for one in check_place(broken.folder) if "is missing in" in one.message]
    assert [(Path(one.file).name, one.place) for one in missing] == [
        ("en.yaml", "process.由規則決定"),
        ("zh-Hans.yaml", "process.由規則決定"),
    ]
