"""From what a person typed to a value, or to the key of the sentence that says what is wrong.

Serves every form, on paper-like input methods too: full-width digits, slashes and Chinese dates are accepted.
No sentences here; a problem's key is a text of the place or the platform.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from minben.kernel.intake.codes import credit_code_check_character, id_number_check_character
from minben.kernel.intake.model import Element, ElementType

Answer = str | bool | Decimal | date

# Full-width forms of ASCII (U+FF01 to U+FF5E) and the ideographic space, as Chinese input methods type them.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.A)
CHINESE_DATE = str.maketrans({"年": "-", "月": "-", "日": None, " ": None})
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.A)
YES, NO = frozenset({"true", "yes", "on", "1", "是"}), frozenset({"false", "no", "off", "0", "否"})


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken: `key` of a text, and what to put into it."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


def check_answer(element: Element, raw: str) -> Answer | Problem:
    """The value of `raw` for this element: str, bool, Decimal or date, by type; a Problem when there is none.

    An empty answer is the problem `answer.missing`: whether that matters is the form's affair. Limits:
    numbers and dates between `minimum` and `maximum`, texts of so many characters. An identity number is a
    mainland resident's (GB 11643), a phone a mainland mobile's; both come back in canonical form.
    """
    text = raw.strip().strip("\u3000")
    if not text:
        return Problem("answer.missing")
    return CHECKS[element.type](element, text)


def valid_credit_code(code: str) -> bool:
    """Whether `code` is a well-formed unified social credit code with the right check character (GB
    32100-2015).
    """
    return len(code) == 18 and credit_code_check_character(code[:17]) == code[17]


def _text(element: Element, text: str) -> Answer | Problem:
    if element.pattern and not re.fullmatch(element.pattern, text):
        text = text.translate(NARROW).strip()
        if not re.fullmatch(element.pattern, text):
            return Problem("answer.text.pattern", {"pattern": element.pattern})
    if element.minimum and len(text) < int(element.minimum):
        return Problem("answer.text.short", {"minimum": element.minimum, "length": str(len(text))})
    if element.maximum and len(text) > int(element.maximum):
        return Problem("answer.text.long", {"maximum": element.maximum, "length": str(len(text))})
    return text


def _number(element: Element, text: str) -> Answer | Problem:
    text = text.translate(NARROW).replace(" ", "")
    if not NUMBER.fullmatch(text):
        return Problem("answer.number.format", {"value": text})
    value = Decimal(text.replace(",", ""))
    if element.minimum and value < Decimal(element.minimum):
        return Problem("answer.number.low", {"minimum": element.minimum})
    if element.maximum and value > Decimal(element.maximum):
        return Problem("answer.number.high", {"maximum": element.maximum})
    return value


def _date(element: Element, text: str) -> Answer | Problem:
    found = DATE.fullmatch(text.translate(NARROW).translate(CHINESE_DATE))
    if not found:
        return Problem("answer.date.format", {"value": text})
    year, month, day = (int(found[group]) for group in (1, 3, 4))
    value = _real_date(year, month, day)
    if value is None:
        return Problem("answer.date.impossible", {"year": f"{year}", "month": f"{month}", "day": f"{day}"})
    if element.minimum and value < date.fromisoformat(element.minimum):
        return Problem("answer.date.early", {"minimum": element.minimum})
    if element.maximum and value > date.fromisoformat(element.maximum):
        return Problem("answer.date.late", {"maximum": element.maximum})
    return value


def _boolean(_: Element, text: str) -> Answer | Problem:
    word = text.translate(NARROW).lower()
    return word in YES if word in YES | NO else Problem("answer.boolean.unknown", {"value": text})


def _choice(element: Element, text: str) -> Answer | Problem:
    return text if text in element.choices else Problem("answer.choice.unknown", {"value": text})


def _id_number(_: Element, text: str) -> Answer | Problem:
    number = re.sub(r"[\s-]", "", text.translate(NARROW)).upper()
    if len(number) != 18:
        return Problem("answer.id_number.length", {"length": str(len(number))})
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return Problem("answer.id_number.format")
    if _real_date(int(number[6:10]), int(number[10:12]), int(number[12:14])) is None:
        return Problem("answer.id_number.birth", {"birth": number[6:14]})
    if id_number_check_character(number[:17]) != number[17]:
        return Problem("answer.id_number.checksum", {"last": number[17]})
    return number


def _phone(_: Element, text: str) -> Answer | Problem:
    number = re.sub(r"[\s()-]", "", text.translate(NARROW))
    number = re.sub(r"^(\+86|0086)", "", number)
    return number if re.fullmatch(r"1[3-9][0-9]{9}", number) else Problem("answer.phone.format")


def _file(_: Element, text: str) -> Answer | Problem:
    """The reference of a file that was uploaded before; its content is checked where it was received."""
    return text


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


CHECKS: Mapping[ElementType, Callable[[Element, str], Answer | Problem]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
    "id_number": _id_number,
    "phone": _phone,
    "file": _file,
}
