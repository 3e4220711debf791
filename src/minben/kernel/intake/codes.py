"""Check characters of the two numbers every mainland form asks for.

Serves the checks of answers and the makers of invented records.
"""

from __future__ import annotations

# GB 32100 leaves out I, O, S, V and Z, which read like digits or other letters.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number_check_character(first: str) -> str | None:
    """The 18th character of a citizen identity number from its first 17 (GB 11643: ISO 7064 MOD 11-2).

    None when `first` is not 17 ASCII digits.
    """
    if len(first) != 17 or not (first.isascii() and first.isdigit()):
        return None
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first))
    return "10X98765432"[total % 11]


def credit_code_check_character(first: str) -> str | None:
    """The 18th character of a unified social credit code from its first 17 (GB 32100-2015: MOD 31, weights
    3**i).

    None when `first` is not 17 characters of the code's alphabet with digits in places 3 to 8 (the region).
    """
    region = first[2:8]
    if len(first) != 17 or set(first) - set(CREDIT_ALPHABET) or not region.isdigit():
        return None
    total = sum(CREDIT_ALPHABET.index(one) * pow(3, place, 31) for place, one in enumerate(first))
    return CREDIT_ALPHABET[-total % 31]
