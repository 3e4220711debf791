"""Identity and credit numbers with their check characters, for whoever invents or verifies records.

Sources: GB 11643-1999 (citizen identity number, ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code, MOD 31-3),
GB 11714-1997 (organisation code, MOD 11).
"""

from __future__ import annotations

_ID_CHECKS = "10X98765432"
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def citizen_number(first17: str) -> str:
    """The 18 characters for 6 region digits, 8 of birth and 3 serial digits (odd: male)."""
    total = sum(int(digit) * pow(2, 17 - position, 11) for position, digit in enumerate(first17))
    return first17 + _ID_CHECKS[total % 11]


def is_citizen_number(text: str) -> bool:
    """Whether length, digits and check character fit."""
    return len(text) == 18 and text[:17].isdecimal() and citizen_number(text[:17]) == text


def organisation_code(first8: str) -> str:
    """Nine characters: eight and the check character of GB 11714."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(_ORGANISATION.index(char) * weight for char, weight in zip(first8, weights, strict=True))
    return first8 + {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def credit_code(first17: str) -> str:
    """The 18 characters of a unified social credit code."""
    total = sum(_CREDIT.index(char) * pow(3, position, 31) for position, char in enumerate(first17))
    return first17 + _CREDIT[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether length, alphabet and check character fit."""
    return len(text) == 18 and all(char in _CREDIT for char in text) and credit_code(text[:17]) == text
