"""Data elements, the registers that can answer them, and what is left to ask.

Serves the once-only principle: data obtainable by sharing is not collected again (国令716 art. 7; 国令809).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ElementType = Literal[
    "text", "long_text", "number", "date", "boolean", "choice", "id_number", "phone", "file"
]


@dataclass(frozen=True)
class Element:
    """One shared data element, e.g. `person.name`. Its words are texts `elements.<id>.label` and `.help`."""

    id: str
    type: ElementType
    choices: tuple[str, ...] = ()  # words: `elements.<id>.choices.<choice>`
    pattern: str = ""  # full-match regular expression for text
    minimum: str = ""  # of a number, of a date (ISO), or how many characters a text has at least
    maximum: str = ""
    sensitive: bool = (
        False  # PIPL art. 28: a register that gives it is asked only with a yes of its own (art. 29)
    )


@dataclass(frozen=True)
class Source:
    """What one register can answer: given `key` elements, the `gives` elements (element id -> register
    field).
    """

    register: str
    key: Mapping[str, str]  # element id -> register field that identifies the record
    gives: Mapping[str, str]
    basis: str = ""
    sharing: Literal["unconditional", "conditional", "none"] = "unconditional"
    duty: bool = (
        False  # the office must look, whatever the applicant says (PIPL art. 13 (3)): told, not asked
    )


@dataclass(frozen=True)
class Plan:
    """The least form. Every needed element is in exactly one of the three.

    `fetched` and `asked` may add elements nobody needs for themselves: keys that open further registers.
    """

    known: tuple[str, ...]  # given already (sign-in, earlier answers)
    fetched: tuple[tuple[str, str], ...]  # (element id, register id), in the order that keys become available
    asked: tuple[str, ...]
