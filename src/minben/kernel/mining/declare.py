"""Rules that cases keep, found in a log and checked against one: declarative constraints (DECLARE).

Serves inspectors, to whom "no certificate without an inspection before it" says more than a map, and processes that
have too many ways for any map. A case keeps a rule, breaks it, or never sets it off; what is never set off does not
count as kept (vacuity: Maggi, Bose, van der Aalst, BPM 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minben.kernel.eventlog import EventLog
from minben.kernel.mining.templates import Constraint, verdict
from minben.kernel.mining.variants import Variant, variants

CONFIDENCE, SUPPORT = 0.95, 0.05
EXAMPLES = 3
NAMED = 200  # rules that some case breaks, with cases
EXPECTED = (
    5.0  # cases in which two independent activities would meet, below which their never meeting says nothing
)

Counts = NDArray[np.int64]

# What follows from what: a rule is left out when a stronger one about the same activities holds at least as well.
WEAKER: Mapping[str, tuple[str, ...]] = {
    "exactly1": ("existence", "absence2"),
    "init": ("existence",),
    "end": ("existence",),
    "chain_succession": ("alternate_succession", "chain_response", "chain_precedence"),
    "alternate_succession": ("succession", "alternate_response", "alternate_precedence"),
    "succession": ("co_existence", "response", "precedence"),
    "chain_response": ("alternate_response",),
    "alternate_response": ("response",),
    "response": ("responded_existence",),
    "chain_precedence": ("alternate_precedence",),
    "alternate_precedence": ("precedence",),
    "precedence": ("responded_existence",),
    "co_existence": ("responded_existence",),
    "exclusive_choice": ("choice", "not_co_existence"),
    "not_co_existence": ("not_succession",),
}
TRANSITIVE = ("precedence", "response", "succession", "co_existence", "responded_existence")


@dataclass(frozen=True)
class Found:
    """A rule on a log. `set_off` cases set it off, `kept` of them keep it; `share` is set_off of all cases.

    `breaking` names the first cases that break it.
    """

    rule: Constraint
    set_off: int
    kept: int
    share: float
    breaking: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """Kept of those that set it off; 1 where none does."""
        return self.kept / self.set_off if self.set_off else 1.0


def declare(log: EventLog, confidence: float = CONFIDENCE, support: float = SUPPORT) -> tuple[Found, ...]:
    """The rules that at least `confidence` of the cases setting them off keep, and that at least `support` of all
    cases set off; what follows from a stronger rule is left out. Strongest first, ties by name; of rules that some
    case breaks, the first NAMED come with cases.
    """
    distinct = variants(log)
    total = sum(each.count for each in distinct)
    strong = {
        rule: (set_off, kept)
        for rule, set_off, kept in _counted(distinct, log.activities, support)
        if set_off and set_off >= support * total and kept >= confidence * set_off
    }
    sure = {rule: kept / set_off for rule, (set_off, kept) in strong.items()}
    plain = {rule: counts for rule, counts in strong.items() if not _same_as_plain(rule, strong)}
    chosen = _without_consequences(_without_weaker(plain), sure)
    found = sorted((Found(rule, *strong[rule], strong[rule][0] / total) for rule in chosen), key=_strength)
    broken = [one.rule for one in found if one.kept < one.set_off][:NAMED]
    named = {one.rule: one for one in check(log, broken)}
    return tuple(named.get(one.rule, one) for one in found)


def _strength(one: Found) -> tuple[float, int, Constraint]:
    return -one.confidence, -one.set_off, one.rule


def check(log: EventLog, rules: Iterable[Constraint]) -> tuple[Found, ...]:
    """Each rule on every case of the log, the strongest first, with cases that break it."""
    distinct = variants(log)
    total = sum(each.count for each in distinct)
    found = [_checked(rule, distinct, total, log.cases) for rule in dict.fromkeys(rules)]
    return tuple(sorted(found, key=_strength))


def _checked(rule: Constraint, distinct: Sequence[Variant], total: int, names: Sequence[str]) -> Found:
    judged = [(each, verdict(rule, each.trace)) for each in distinct]
    set_off = sum(each.count for each, kept in judged if kept is not None)
    breaking = sorted(int(case) for each, kept in judged if kept is False for case in each.cases[:EXAMPLES])
    return Found(
        rule,
        set_off,
        sum(each.count for each, kept in judged if kept),
        set_off / total if total else 0.0,
        tuple(names[case] for case in breaking[:EXAMPLES]),
    )


def _counted(
    distinct: Sequence[Variant], names: Sequence[str], support: float
) -> Iterator[tuple[Constraint, int, int]]:
    """(rule, cases that set it off, cases that keep it) for every template and pair that some case speaks of."""
    tally = _Tally(names)
    for each in distinct:
        tally.add(each)
    yield from tally.unary()
    yield from tally.binary(support)


class _Tally:
    """Counts for all activities and all pairs at once: a variant only touches the activities it has."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names, self.code = tuple(names), {name: code for code, name in enumerate(names)}
        size = len(self.names)
        self.total = 0
        self.present, self.once, self.first, self.last = (np.zeros(size, np.int64) for _ in range(4))
        self.pairs: dict[str, Counts] = {key: np.zeros((size, size), np.int64) for key in _PAIRS}

    def add(self, variant: Variant) -> None:
        codes = [self.code[name] for name in variant.trace]
        self.total += variant.count
        if not codes:
            return
        self.first[codes[0]] += variant.count
        self.last[codes[-1]] += variant.count
        here = np.array(sorted(set(codes)))
        places = {int(code): [at for at, each in enumerate(codes) if each == code] for code in here}
        self.present[here] += variant.count
        self.once[[code for code, at in places.items() if len(at) == 1]] += variant.count
        grid = np.ix_(here, here)
        self.pairs["together"][grid] += variant.count
        begins = np.array([places[int(code)][0] for code in here])
        ends = np.array([places[int(code)][-1] for code in here])
        response, precedence = ends[:, None] < ends[None, :], begins[:, None] < begins[None, :]
        self._add("response", grid, response, variant.count)
        self._add("precedence", grid, precedence, variant.count)
        self._add("succession", grid, response & precedence, variant.count)
        self._add("not_succession", grid, begins[:, None] > ends[None, :], variant.count)
        self._alternating(codes, here, grid, variant.count)
        self._chains(codes, here, grid, variant.count)

    def _add(
        self, key: str, grid: tuple[NDArray[np.intp], ...], holds: NDArray[np.bool_], count: int
    ) -> None:
        self.pairs[key][grid] += holds * count

    def _alternating(
        self, codes: list[int], here: Counts, grid: tuple[NDArray[np.intp], ...], count: int
    ) -> None:
        after, before = _between(codes, here), _between(codes[::-1], here)
        self._add("alternate_response", grid, after, count)
        self._add("alternate_precedence", grid, before.T, count)
        self._add("alternate_succession", grid, after & before.T, count)

    def _chains(self, codes: list[int], here: Counts, grid: tuple[NDArray[np.intp], ...], count: int) -> None:
        after, before = _next(codes, here), _next(codes[::-1], here)
        self._add("chain_response", grid, after, count)
        self._add("chain_precedence", grid, before.T, count)
        self._add("chain_succession", grid, after & before.T, count)

    def unary(self) -> Iterator[tuple[Constraint, int, int]]:
        for code, name in enumerate(self.names):
            yield Constraint("existence", name), self.total, int(self.present[code])
            yield Constraint("absence2", name), int(self.present[code]), int(self.once[code])
            yield Constraint("exactly1", name), self.total, int(self.once[code])
            yield Constraint("init", name), self.total, int(self.first[code])
            yield Constraint("end", name), self.total, int(self.last[code])

    def binary(self, support: float) -> Iterator[tuple[Constraint, int, int]]:
        present, together = self.present, self.pairs["together"]
        either = present[:, None] + present[None, :] - together
        by_first, by_second = (
            np.broadcast_to(present[:, None], together.shape),
            np.broadcast_to(present, together.shape),
        )
        for key, kept in self.pairs.items():
            if key == "together":
                continue
            off = together if key == "not_succession" else either if "succession" in key else by_first
            yield from self._rules(key, by_second if "precedence" in key else off, kept)
        yield from self._rules("responded_existence", by_first, together)
        yield from self._rules("co_existence", either, together, symmetric=True)
        common = present >= support * self.total
        telling = common[:, None] & common[None, :]  # whether something rare happens beside it says nothing
        everybody = np.where(telling, self.total, 0)
        yield from self._rules("choice", everybody, either, symmetric=True)
        yield from self._rules("exclusive_choice", everybody, either - together, symmetric=True)
        telling &= (
            present[:, None] * present[None, :] >= EXPECTED * self.total
        )  # nor that two rare things never met
        yield from self._rules(
            "not_co_existence", np.where(telling, either, 0), either - together, symmetric=True
        )

    def _rules(
        self, key: str, set_off: Counts, kept: Counts, *, symmetric: bool = False
    ) -> Iterator[tuple[Constraint, int, int]]:
        """Only pairs that anybody keeps; of a symmetric template each pair once."""
        for one, other in np.argwhere(kept > 0).tolist():
            names = self.names[one], self.names[other]
            if one != other and not (symmetric and names[0] > names[1]):
                rule = Constraint(key, *names)
                yield rule, int(set_off[one, other]), int(kept[one, other])


_PAIRS = (
    "together", "response", "precedence", "succession", "not_succession",
    "alternate_response", "alternate_precedence", "alternate_succession",
    "chain_response", "chain_precedence", "chain_succession",
)  # fmt: skip


def _between(codes: list[int], here: Counts) -> NDArray[np.bool_]:
    """[a, b]: after each a, before the next a, at least one b. Sets are bits of whole numbers."""
    place = {int(code): at for at, code in enumerate(here)}
    every = (1 << len(here)) - 1
    always = [every] * len(here)
    since: dict[int, int] = {}
    for code in codes:
        at = place[code]
        if at in since:
            always[at] &= since[at]
        bit = 1 << at
        for each in since:
            since[each] |= bit
        since[at] = 0
    for at, seen in since.items():
        always[at] &= seen
    return np.array([[mask >> at & 1 for at in range(len(here))] for mask in always], dtype=bool)


def _next(codes: list[int], here: Counts) -> NDArray[np.bool_]:
    """[a, b]: every a is followed at once by b."""
    place = {int(code): at for at, code in enumerate(here)}
    holds = np.ones((len(here), len(here)), dtype=bool)
    ends = [*codes[1:], None]
    for code, following in zip(codes, ends, strict=True):
        row = np.zeros(len(here), dtype=bool)
        if following is not None:
            row[place[following]] = True
        holds[place[code]] &= row
    return holds


def _same_as_plain(rule: Constraint, strong: Mapping[Constraint, tuple[int, int]]) -> bool:
    """Whether the alternating rule says no more than the plain one, because what it alternates happens only once."""
    once = {name for name in (rule.first, rule.second) if Constraint("absence2", name) in strong}
    repeats = {
        "alternate_response": {rule.first},
        "alternate_precedence": {rule.second},
        "alternate_succession": {rule.first, rule.second},
    }.get(rule.template)
    plain = Constraint(rule.template.removeprefix("alternate_"), rule.first, rule.second)
    return repeats is not None and repeats <= once and plain in strong


def _without_weaker(strong: Mapping[Constraint, tuple[int, int]]) -> set[Constraint]:
    """Rules that no stronger template about the same activities makes superfluous, however far down the chain."""
    dropped: set[Constraint] = set()
    for rule in strong:
        todo = list(WEAKER.get(rule.template, ()))
        while todo:
            template = todo.pop()
            todo += WEAKER.get(template, ())
            dropped |= {Constraint(template, one, other) for one, other in _about(rule, template)}
    return set(strong) - dropped


def _about(rule: Constraint, weaker: str) -> Iterator[tuple[str, str]]:
    """The activities of the weaker rule: that something has happened before is said of the second activity, and a
    rule about both holds both ways.
    """
    both = "succession" in rule.template or rule.template in (
        "co_existence",
        "not_co_existence",
        "exclusive_choice",
    )
    backward = weaker == "responded_existence" and "precedence" in rule.template
    if both or not backward:
        yield rule.first, rule.second
    if both or backward:
        yield rule.second, rule.first


def _without_consequences(rules: set[Constraint], sure: Mapping[Constraint, float]) -> set[Constraint]:
    """Without what follows from two others (a before b, b before c: a before c) or from what every case has."""
    kept = {rule for rule in rules if not _follows(rule, sure)}
    for template in TRANSITIVE:
        kept -= _shortcuts({rule: sure[rule] for rule in kept if rule.template == template})
    return kept


def _follows(rule: Constraint, sure: Mapping[Constraint, float]) -> bool:
    """Whether others that are at least as sure make it hold; a succession needs one for each of its two halves."""
    one, other = rule.first, rule.second
    if rule.template != "succession":
        return any(sure.get(reason, 0.0) >= sure[rule] for reason in _reasons(rule, sure))
    sides = (
        (Constraint("chain_response", one, other), Constraint("end", other)),
        (Constraint("chain_precedence", one, other), Constraint("init", one)),
    )
    return all(any(sure.get(reason, 0.0) >= sure[rule] for reason in side) for side in sides)


def _reasons(rule: Constraint, sure: Mapping[Constraint, float]) -> Iterator[Constraint]:
    """Rules each of which alone would make this one hold."""
    one, other = rule.first, rule.second
    if rule.template == "precedence":
        yield Constraint("init", one)
    elif rule.template == "response":
        yield Constraint("end", other)
    elif rule.template == "responded_existence":
        yield Constraint("existence", other)
    elif rule.template in ("choice", "co_existence"):
        yield from (Constraint("existence", name) for name in (one, other))
    elif rule.template == "not_succession":
        if Constraint("absence2", other) in sure:
            yield Constraint("precedence", other, one)
        if Constraint("absence2", one) in sure:
            yield Constraint("response", other, one)


def _shortcuts(rules: Mapping[Constraint, float]) -> set[Constraint]:
    """Rules a-c for which a-b and b-c are there and at least as sure; decided in a fixed order, one at a time, so
    that of a circle a way around always stays.
    """
    after: dict[str, set[str]] = {}
    for rule in rules:
        after.setdefault(rule.first, set()).add(rule.second)
    gone: set[Constraint] = set()
    for rule in sorted(rules, key=lambda one: (rules[one], one)):
        for middle in sorted(after[rule.first] - {rule.second}):
            if rule.second in after.get(middle, ()):
                way = (
                    Constraint(rule.template, rule.first, middle),
                    Constraint(rule.template, middle, rule.second),
                )
                if min(rules[way[0]], rules[way[1]]) >= rules[rule]:
                    gone.add(rule)
                    after[rule.first].discard(rule.second)
                    break
    return gone
