"""Answers as people type them: accepted, converted, or refused with the key of a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.intake import (
    Element,
    ElementType,
    Problem,
    check_answer,
    credit_code_check_character,
    id_number_check_character,
    valid_credit_code,
)


def check(kind: ElementType, raw: str, **more: str) -> object:
    return check_answer(Element("x", kind, choices=("rent", "own"), **more), raw)  # type: ignore[arg-type]


def fullwidth(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("date", "2026-02-14", date(2026, 2, 14)),
        ("date", "2026/2/14", date(2026, 2, 14)),
        ("date", "2026.02.14", date(2026, 2, 14)),
        ("date", "2026年2月14日", date(2026, 2, 14)),
        ("date", "２０２６／０２／１４", date(2026, 2, 14)),
        ("number", " 1,234.50 ", Decimal("1234.50")),
        ("number", "－１２", Decimal(-12)),
        ("boolean", "是", True),
        ("boolean", "No", False),
        ("choice", "rent", "rent"),
        ("text", "　王小明 ", "王小明"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("file", "sha256:ab", "sha256:ab"),
        ("id_number", "11010519491231002x", "11010519491231002X"),  # the example of GB 11643
        ("id_number", "１１０１０５ 19491231 002Ｘ", "11010519491231002X"),
    ],
)
def test_answers_become_values(kind: ElementType, raw: str, value: object) -> None:
    found = check(kind, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        ("text", " 　", Problem("answer.missing")),
        ("date", "14.2.2026", Problem("answer.date.format", {"value": "14.2.2026"})),
        ("date", "2026-2/14", Problem("answer.date.format", {"value": "2026-2/14"})),
        (
            "date",
            "2026-02-30",
            Problem("answer.date.impossible", {"year": "2026", "month": "2", "day": "30"}),
        ),
        ("number", "1,23", Problem("answer.number.format", {"value": "1,23"})),
        ("number", "NaN", Problem("answer.number.format", {"value": "NaN"})),
        ("boolean", "maybe", Problem("answer.boolean.unknown", {"value": "maybe"})),
        ("choice", "steal", Problem("answer.choice.unknown", {"value": "steal"})),
        ("phone", "12800138000", Problem("answer.phone.format")),
        ("phone", "1380013800", Problem("answer.phone.format")),
        ("id_number", "110105491231002", Problem("answer.id_number.length", {"length": "15"})),
        ("id_number", "A10105194912310021", Problem("answer.id_number.format")),
        ("id_number", "11010519490231002X", Problem("answer.id_number.birth", {"birth": "19490231"})),
        ("id_number", "110105194912310021", Problem("answer.id_number.checksum", {"last": "1"})),
    ],
)
def test_what_cannot_be_taken_says_why(kind: ElementType, raw: str, problem: Problem) -> None:
    assert check(kind, raw) == problem


def test_limits_are_kept() -> None:
    area = {"minimum": "0.5", "maximum": "100"}
    assert check("number", "0.5", **area) == Decimal("0.5")
    assert check("number", "0.4", **area) == Problem("answer.number.low", {"minimum": "0.5"})
    assert check("number", "100.1", **area) == Problem("answer.number.high", {"maximum": "100"})
    day = {"minimum": "2026-01-01", "maximum": "2026-12-31"}
    assert check("date", "2026-12-31", **day) == date(2026, 12, 31)
    assert check("date", "2025-12-31", **day) == Problem("answer.date.early", {"minimum": "2026-01-01"})
    assert check("date", "2027-01-01", **day) == Problem("answer.date.late", {"maximum": "2026-12-31"})
    words = {"minimum": "2", "maximum": "3"}
    assert check("long_text", "好", **words) == Problem("answer.text.short", {"minimum": "2", "length": "1"})
    assert check("text", "一二三四", **words) == Problem("answer.text.long", {"maximum": "3", "length": "4"})


def test_a_pattern_sees_the_answer_as_typed_and_then_narrowed() -> None:
    assert check("text", "（甲）", pattern="（.）") == "（甲）"
    assert check("text", "Ａ１", pattern="[A-Z][0-9]") == "A1"
    assert check("text", "11", pattern="[A-Z][0-9]") == Problem(
        "answer.text.pattern", {"pattern": "[A-Z][0-9]"}
    )


DIGITS = st.text("0123456789", min_size=3, max_size=3)


@given(st.dates(date(1900, 1, 1)), DIGITS, st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_wrong_digit_of_an_identity_number_is_caught(
    birth: date, serial: str, place: int, digit: str
) -> None:
    first = f"110105{birth:%Y%m%d}{serial}".zfill(17)
    number = first + str(id_number_check_character(first))
    assert check("id_number", fullwidth(number)) == number
    forged = number[:place] + digit + number[place + 1 :]
    assert (check("id_number", forged) == forged) is (forged == number)


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
    st.integers(0, 17),
    st.sampled_from(ALPHABET),
)
def test_any_wrong_character_of_a_credit_code_is_caught(
    head: str, region: str, body: str, place: int, character: str
) -> None:
    first = head + region + body
    code = first + str(credit_code_check_character(first))
    assert valid_credit_code(code)
    forged = code[:place] + character + code[place + 1 :]
    assert valid_credit_code(forged) is (forged == code)


def test_credit_codes_of_known_bodies() -> None:
    assert valid_credit_code("11511301008778183N")  # a county government body, as published
    for broken in (
        "",
        "11511301008778183M",
        "1151130100877818IN",
        "11A11301008778183N",
        "11511301008778183NN",
    ):
        assert not valid_credit_code(broken)


@given(
    st.sampled_from(
        ["text", "long_text", "number", "date", "boolean", "choice", "id_number", "phone", "file"]
    ),
    st.text(),
)
def test_no_answer_breaks_the_form(kind: ElementType, raw: str) -> None:
    found = check(kind, raw)
    assert isinstance(found, (str, bool, Decimal, date, Problem))
    assert not isinstance(found, Problem) or found.key.startswith("answer.")
