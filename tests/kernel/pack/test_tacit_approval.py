"""Silence grants where the item names a law that says so, and nowhere else: as a lawyer's worked case."""

from __future__ import annotations

from collections.abc import Callable

from minben.kernel.pack import check_place

CASE = "services/open-a-restaurant/cases/22-silence-is-no-grant.yaml"
ITEM = "    tolerance_allowed: true\n"


def findings(copy: object) -> list[str]:
    found = check_place(copy.folder)  # type: ignore[attr-defined]
    return [f"{one.file.rpartition('/')[2]}: {one.message}" for one in found if "22-silence" in one.file]


def test_silence_is_refused_without_a_law_and_grants_with_one(city: Callable) -> None:
    copy = city("open-a-restaurant")
    assert findings(copy) == []
    copy.change(
        "services/open-a-restaurant/service.yaml",
        ITEM,
        f"{ITEM}    tacit_approval: administrative-licensing-law 50\n",
    )
    assert any("is allowed, not refused: silence" in one for one in findings(copy))
    copy.change(CASE, ", refused: silence", "")
    copy.change(CASE, "open: [review_food_permit]\n", "open: []\n")
    copy.change(CASE, "{health_certificate: granted}", "{health_certificate: granted, food_permit: granted}")
    copy.change(
        CASE,
        "{promise: '2026-03-10', statutory: '2026-03-17', step.review: '2026-03-06'}",
        "{delivery: '2026-04-01', step.close: '2026-03-18'}",
    )
    assert findings(copy) == []


def test_silence_before_the_last_day_grants_nothing(city: Callable) -> None:
    copy = city("open-a-restaurant")
    copy.change(
        "services/open-a-restaurant/service.yaml",
        ITEM,
        f"{ITEM}    tacit_approval: administrative-licensing-law 50\n",
    )
    copy.change(CASE, "2026-03-18T00:05", "2026-03-17T23:00")
    assert findings(copy) == []
