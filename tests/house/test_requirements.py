"""The requirements table is complete, true and current."""

from __future__ import annotations

from tests.house.requirements import TABLE, demonstrations, statements, table


def test_all_requirements_are_stated_once_and_in_order() -> None:
    assert list(statements()) == [f"R{number}" for number in range(1, 177)]
    assert all(len(words) > 10 for words in statements().values())


def test_no_test_claims_a_requirement_that_does_not_exist() -> None:
    assert set(demonstrations()) <= set(statements())


def test_the_table_is_current() -> None:
    assert TABLE.read_text() == table(), "Run: make requirements"
