"""The templates of DECLARE and what each means of one trace (Pesic, Schonenberg, van der Aalst, EDOC 2007).

Serves discovery, the checking of given rules, and their tests. A template speaks of one activity or two; whatever
it does not mention may happen at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Trace = Sequence[str]
Places = list[int]

UNARY = ("existence", "absence2", "exactly1", "init", "end")
BINARY = (
    "responded_existence", "co_existence",
    "response", "alternate_response", "chain_response",
    "precedence", "alternate_precedence", "chain_precedence",
    "succession", "alternate_succession", "chain_succession",
    "choice", "exclusive_choice", "not_co_existence", "not_succession", "not_chain_succession",
)  # fmt: skip
TEMPLATES = (*UNARY, *BINARY)


@dataclass(frozen=True, order=True)
class Constraint:
    """A rule: one of TEMPLATES with its activity, or two. `Response[A, B]`: whenever A happens, B happens later."""

    template: str
    first: str
    second: str = ""


def verdict(rule: Constraint, trace: Trace) -> bool | None:
    """Whether the trace keeps the rule; None where nothing in it sets the rule off (it is kept for nothing).

    Rules about the presence of something are set off by every case.
    """
    one = [at for at, name in enumerate(trace) if name == rule.first]
    other = [at for at, name in enumerate(trace) if name == rule.second]
    if rule.template == "absence2" and not one:
        return None
    if rule.template in UNARY:
        return _UNARY[rule.template](trace, one, rule.first)
    if rule.template in ("choice", "exclusive_choice"):
        return bool(one or other) if rule.template == "choice" else bool(one) != bool(other)
    if not _set_off(rule.template, one, other):
        return None
    return _BINARY[rule.template](one, other)


_UNARY: dict[str, Callable[[Trace, Places, str], bool]] = {
    "existence": lambda _, one, __: bool(one),
    "absence2": lambda _, one, __: len(one) < 2,
    "exactly1": lambda _, one, __: len(one) == 1,
    "init": lambda trace, _, name: bool(trace) and trace[0] == name,
    "end": lambda trace, _, name: bool(trace) and trace[-1] == name,
}


def _set_off(template: str, one: Places, other: Places) -> bool:
    """By its first activity, its second, either, or only by both."""
    if template in ("precedence", "alternate_precedence", "chain_precedence"):
        return bool(other)
    if template in ("not_succession", "not_chain_succession"):
        return bool(one and other)
    if template in ("responded_existence", "response", "alternate_response", "chain_response"):
        return bool(one)
    return bool(one or other)


def _response(one: Places, other: Places) -> bool:
    return bool(other) and one[-1] < other[-1] if one else True


def _precedence(one: Places, other: Places) -> bool:
    return bool(one) and one[0] < other[0] if other else True


def _alternate_response(one: Places, other: Places) -> bool:
    """After each of the first, before the next of them, at least one of the second."""
    borders = [*one, 1 << 60]
    return all(any(low < at < high for at in other) for low, high in pairwise(borders))


def _alternate_precedence(one: Places, other: Places) -> bool:
    """Before each of the second, since the one before it, at least one of the first."""
    borders = [-1, *other]
    return all(any(low < at < high for at in one) for low, high in pairwise(borders))


def _chain_response(one: Places, other: Places) -> bool:
    return {at + 1 for at in one} <= set(other)


def _chain_precedence(one: Places, other: Places) -> bool:
    return {at - 1 for at in other} <= set(one)


_BINARY: dict[str, Callable[[Places, Places], bool]] = {
    "responded_existence": lambda one, other: bool(other) or not one,
    "co_existence": lambda one, other: bool(one) == bool(other),
    "response": _response,
    "alternate_response": _alternate_response,
    "chain_response": _chain_response,
    "precedence": _precedence,
    "alternate_precedence": _alternate_precedence,
    "chain_precedence": _chain_precedence,
    "succession": lambda one, other: _response(one, other) and _precedence(one, other),
    "alternate_succession": lambda a, b: _alternate_response(a, b) and _alternate_precedence(a, b),
    "chain_succession": lambda one, other: _chain_response(one, other) and _chain_precedence(one, other),
    "not_co_existence": lambda one, other: not (one and other),
    "not_succession": lambda one, other: not (one and other) or one[0] > other[-1],
    "not_chain_succession": lambda one, other: not {at + 1 for at in one} & set(other),
}
