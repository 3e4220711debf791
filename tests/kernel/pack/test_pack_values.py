"""Digests, texts and facts as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.intake import Element
from minben.kernel.pack import digest, files_of, nest
from minben.kernel.pack.marks import read_marked
from minben.kernel.pack.texts import expand, flatten

FILES = st.dictionaries(st.text("abc/", min_size=1, max_size=4), st.binary(max_size=6), max_size=4)


@given(FILES, FILES)
def test_different_folders_have_different_digests(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_the_digest_looks_at_every_file_but_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a")
    first = digest(files_of(tmp_path))
    (tmp_path / ".hidden").write_text("x")
    assert digest(files_of(tmp_path)) == first
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.yaml").write_text("c")
    assert digest(files_of(tmp_path)) != first


def test_values_keep_their_lines_and_their_spelling() -> None:
    spot = read_marked(b"a:\n  b: 17:00\n  c: [2026-01-01,\n      yes]\n", "x.yaml")
    assert spot.line_at("a", "b") == 2
    assert spot.line_at("a", "c", "yes") == 4
    assert spot.line_at("a", "nothing") == 1
    assert [key for key, _ in flatten(spot)] == ["a.b", "a.c"]
    assert spot.fields["a"].fields["b"].value == "17:00"


def test_facts_are_typed_and_what_does_not_fit_is_left_out() -> None:
    elements = {
        "person.birth_date": Element("person.birth_date", "date"),
        "shop.area": Element("shop.area", "number"),
        "shop.open": Element("shop.open", "boolean"),
    }
    said = {"person.birth_date": "1943-11-02", "shop.area": "large", "shop.open": "true", "other": "x"}
    assert nest(elements, said, date(2026, 3, 3)) == {
        "application": {"date": date(2026, 3, 3)},
        "person": {"birth_date": date(1943, 11, 2)},
        "shop": {"open": True},
        "other": "x",
    }
    assert nest(elements, {"shop.area": "12.5"}, date(2026, 3, 3))["shop"] == {"area": Decimal("12.5")}


def test_an_item_never_borrows_the_name_of_its_service() -> None:
    own = {locale: {"name": "Service"} for locale in ("zh-Hant", "zh-Hans", "en")}
    assert expand(own, {}, ()) == own
