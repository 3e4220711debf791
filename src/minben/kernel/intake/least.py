"""The least form: what is known or can be fetched is not asked.

Serves applicants, and whoever must show that data obtainable by sharing is not collected again (国令716 art.
7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from minben.kernel.intake.model import Plan, Source

# Above this many unlocking questions the search would be longer than a page may take to load.
MOST_KEYS = 16

Origins = Mapping[str, Source]  # element id -> the source that answers it


class TooManyKeysError(ValueError):
    """The sources are keyed by more unknown elements than the exact search allows: sign in first, or fewer
    keys.
    """


def least_form(
    needs: Iterable[str], known: Iterable[str], sources: Iterable[Source], granted: Iterable[str]
) -> Plan:
    """Split what is needed into known, fetched and asked, asking as few questions as any form can.

    A source answers when all its key elements are known, fetched or asked; sources of registers not in
    `granted` (no consent, no authorisation) and sources that share nothing are left out. Among plans with
    equally few questions, the one with fewest elements that nobody needs is taken, then the one whose
    questions come first in `needs`: so a key that is not itself needed is asked only when it saves at least
    two answers.

    `known` holds only what is needed; `fetched` adds the elements that open further registers, in the order
    in which they can be fetched; `asked` gives needed elements in the order of `needs`, then added keys. No
    element is in two parts. Raises TooManyKeysError beyond MOST_KEYS unknown keys that could matter.
    """
    wanted, have = list(dict.fromkeys(needs)), frozenset(known)
    missing = [element for element in wanted if element not in have]
    usable = _usable(sources, frozenset(granted), missing)
    asked = _fewest(missing, have, usable)
    origins = _closure(have | set(asked), usable)
    return Plan(
        known=tuple(element for element in wanted if element in have),
        fetched=_in_order([element for element in missing if element not in asked], origins),
        asked=asked,
    )


def _usable(sources: Iterable[Source], granted: Collection[str], wanted: Iterable[str]) -> list[Source]:
    """Sources that may be asked and that could, directly or through others, answer something wanted."""
    allowed = [source for source in sources if source.sharing != "none" and source.register in granted]
    useful, target = list[Source](), set(wanted)
    while found := [source for source in allowed if source not in useful and target & set(source.gives)]:
        useful += found
        target.update(*(source.key for source in found))
    return [source for source in allowed if source in useful]


def _fewest(missing: Sequence[str], have: frozenset[str], sources: Sequence[Source]) -> tuple[str, ...]:
    """The elements to ask. Only keys unlock anything, so only subsets of the unknown keys are tried."""
    keys = _candidates(missing, have, sources)
    best, best_rank = tuple(missing), (len(missing), 0)
    for size in range(len(keys) + 1):
        if size > best_rank[0]:
            break
        for chosen in combinations(keys, size):
            asked = _completed(chosen, missing, have, sources)
            rank = (len(asked), sum(element not in missing for element in asked))
            if size == 0 or rank < best_rank:
                best, best_rank = asked, rank
    return best


def _candidates(missing: Sequence[str], have: frozenset[str], sources: Sequence[Source]) -> list[str]:
    """Keys worth asking, needed ones first; those obtained without a question are not."""
    free = have | set(_closure(have, sources))
    keys = dict.fromkeys(key for source in sources for key in source.key if key not in free)
    if len(keys) > MOST_KEYS:
        raise TooManyKeysError(f"{len(keys)} unknown keys could be asked; at most {MOST_KEYS} are searched.")
    return [key for key in missing if key in keys] + [key for key in keys if key not in missing]


def _completed(
    chosen: Sequence[str], missing: Sequence[str], have: frozenset[str], sources: Sequence[Source]
) -> tuple[str, ...]:
    """What is asked once `chosen` are: they, and every needed element that no source answers then."""
    answered = _closure(have | set(chosen), sources)
    needed = [element for element in missing if element in chosen or element not in answered]
    return (*needed, *(element for element in chosen if element not in missing))


def _closure(have: Collection[str], sources: Sequence[Source]) -> dict[str, Source]:
    """Every element that can be fetched from `have`, in an order in which it can be fetched."""
    origins: dict[str, Source] = {}
    waiting, reached = list(sources), set(have)
    while ready := [source for source in waiting if reached.issuperset(source.key)]:
        waiting = [source for source in waiting if source not in ready]
        for source in ready:
            fresh = [element for element in source.gives if element not in reached]
            origins.update(dict.fromkeys(fresh, source))
            reached.update(fresh)
    return origins


def _in_order(wanted: Iterable[str], origins: Origins) -> tuple[tuple[str, str], ...]:
    """The wanted elements and the fetched keys behind them, keys first; nothing else is read."""
    useful, queue = set[str](), list(wanted)
    while queue:
        element = queue.pop()
        if element not in useful:
            useful.add(element)
            queue += [key for key in origins[element].key if key in origins]
    return tuple((element, source.register) for element, source in origins.items() if element in useful)
