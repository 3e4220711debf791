"""Rules about supervision.yaml: conditions that exist, thresholds that can be met, limits that can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import is_date, law_exists
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import CardRule, Place
from minben.kernel.pack.vocabulary import CLOCKS, COLOURS, CONDITIONS, STEPS

FILE = "supervision.yaml"


def check_supervision(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about the rules of the cards and the limits beside them."""
    for name, count in Counter(rule.id for rule in place.supervision.rules).items():
        if count > 1:
            yield _at(loaded, ("rules", name), f"{name} is given {count} times.", "Give each its own id.")
    for rule in place.supervision.rules:
        yield from _words(rule, loaded)
        yield from _numbers(rule, place, loaded)
    yield from _pairs(place, loaded)


def _at(loaded: Loaded, path: tuple[str, ...], message: str, advice: str) -> Finding:
    return Finding(loaded.path(FILE), loaded.line(FILE, *path), ".".join(path), message, advice)


def _words(rule: CardRule, loaded: Loaded) -> Iterator[Finding]:
    known: dict[str, tuple[str, frozenset[str]]] = {
        "condition": (rule.condition, frozenset(CONDITIONS)),
        "colour": (rule.colour, COLOURS),
        "responsible": (rule.responsible, frozenset({"holder", "lead"})),
    }
    if rule.condition == "limit_used" or rule.clock:
        known["clock"] = (rule.clock, CLOCKS)
    if rule.condition == "step_overtime" or rule.stage:
        known["stage"] = (rule.stage, frozenset(STEPS))
    for key, (value, allowed) in known.items():
        if value not in allowed:
            advice = suggest(value, dict.fromkeys(sorted(allowed), True))
            yield _at(loaded, ("rules", rule.id, key), f"{value!r} is no {key} of a rule.", advice)


def _numbers(rule: CardRule, place: Place, loaded: Loaded) -> Iterator[Finding]:
    path = ("rules", rule.id)
    if rule.condition == "limit_used" and not 0 < rule.threshold <= 1:
        message = f"A limit can be used up to a share of 0 to 1, not {rule.threshold:g}."
        yield _at(loaded, (*path, "threshold"), message, "Write 0.9 for near, 1 for over.")
    if rule.threshold < 0:
        yield _at(loaded, (*path, "threshold"), "A threshold is not negative.", "Write 0 or more.")
    if rule.reply_limit.value < 1:
        yield _at(
            loaded, (*path, "reply_limit"), "Nobody can reply in no time.", "Give a limit of 1 or more."
        )
    if rule.effective_from and not is_date(rule.effective_from):
        message = f"{rule.effective_from!r} is no date."
        yield _at(loaded, (*path, "effective_from"), message, "Write 2026-01-31.")
    if rule.basis is not None and not law_exists(rule.basis.id, place):
        message = f"The rule has no legal basis that the place knows: {rule.basis.id!r}."
        yield _at(loaded, (*path, "basis"), message, "Name a law of laws.yaml.")


def _pairs(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Signals need at least two of a kind, and limits that end."""
    watched = place.supervision
    if watched.same_pair < 2:
        yield _at(loaded, ("same_pair",), "One decision is no pattern.", "Write 2 or more.")
    for key in ("first_contact", "bad_rating", "complaint_reply", "opinion"):
        if getattr(watched, key).value < 1:
            yield _at(loaded, (key,), "Nobody can answer in no time.", "Give a limit of 1 or more.")
