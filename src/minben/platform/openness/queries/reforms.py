"""Reforms of the published services: the versions before and after, in the reader's words, and what simulation shows.

Serves everybody who is shown a reform: the public, the analyst, the applicant on a guide. Versions and trials depend
on the pack alone, so each process of the server works them out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from minben.kernel.pack import CaseResult, Place, Reform, Service, before_and_after, run_cases
from minben.kernel.redesign import Interval, Score, Shown, score, trial
from minben.platform.catalogue.queries import Published, pinned, service, services


@dataclass(frozen=True)
class Way:
    """How a worked case goes: the items that a person looks at, and those that a rule granted without one."""

    by_hand: tuple[str, ...]
    by_rule: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A worked case that goes another way with the reform; `title` as its pack writes it."""

    title: str
    without: Way
    with_it: Way


@dataclass(frozen=True)
class Change:
    """One reform of one service of one pack."""

    pack: str
    place: Place
    service: Service
    reform: Reform

    @property
    def address(self) -> tuple[str, str]:
        """What addresses of its pages hold."""
        return self.service.id, self.reform.id

    def say(self, word: str, locale: str) -> str:
        """A sentence of the reform."""
        return self.service.say(f"reforms.{self.reform.id}.{word}", locale)

    def versions(self) -> tuple[Service, Service]:
        """The service without and with the reform."""
        return _versions(self.pack, *self.address)

    def evidence(self) -> list[dict[str, Any]]:
        """Each promised figure with what the simulation shows of it; empty when the service cannot be simulated."""
        return [dict(one) for one in _evidence(self.pack, *self.address)]

    def examples(self) -> tuple[Example, ...]:
        """The worked cases that go another way with the reform."""
        return _examples(self.pack, *self.address)

    def score(self) -> tuple[Score, ...]:
        """The reform by the three principles; empty when the service cannot be simulated."""
        return _score(self.pack, *self.address)


def changes() -> list[Change]:
    """Every reform of the services in force, the newest deployed last."""
    found = [one for published in services() for one in _changes(published)]
    return sorted(found, key=lambda one: (one.reform.effective_from, one.address))


def _changes(found: Published) -> Iterator[Change]:
    for reform in found.service.reforms:
        yield Change(found.publication.pack, found.place, found.service, reform)


def change(name: str, slug: str, pack: str = "") -> Change | None:
    """One reform: of the service in force, or of the pack to which a consultation is pinned."""
    published = service(name)
    if pack:
        place, wanted = pinned(pack, name)
    elif published is not None:
        pack, place, wanted = published.publication.pack, published.place, published.service
    else:
        return None
    reform = wanted.reform(slug)
    return Change(pack, place, wanted, reform) if reform is not None else None


def last_deployed(found: Published) -> Change | None:
    """The service's latest reform that is in force."""
    done = [one for one in _changes(found) if one.reform.deployed]
    return max(done, key=lambda one: one.reform.effective_from, default=None)


@lru_cache(maxsize=16)
def _versions(pack: str, name: str, slug: str) -> tuple[Service, Service]:
    place, wanted = pinned(pack, name)
    reform = wanted.reform(slug)
    if reform is None:
        raise LookupError(slug)
    return before_and_after(place, wanted, reform)


@lru_cache(maxsize=16)
def _evidence(pack: str, name: str, slug: str) -> tuple[dict[str, Any], ...]:
    place, wanted = pinned(pack, name)
    reform = wanted.reform(slug)
    if reform is None or wanted.assumptions is None:
        return ()
    return tuple(_told(one) for one in trial(place, wanted, reform))


@lru_cache(maxsize=16)
def _examples(pack: str, name: str, slug: str) -> tuple[Example, ...]:
    place = pinned(pack, name)[0]
    results = [
        {one.file: (one.title, _way(version, one)) for one in run_cases(version, place)}
        for version in _versions(pack, name, slug)
    ]
    before, after = results
    return tuple(
        Example(title, way, after[file][1])
        for file, (title, way) in before.items()
        if file in after and after[file][1] != way
    )


def _way(version: Service, result: CaseResult) -> Way:
    nodes = {node.id: node for node in version.process.nodes}
    passed = [
        (nodes[step].kind, nodes[step].options.get("item", "")) for step in result.path if step in nodes
    ]
    by_hand = tuple(item for kind, item in passed if kind == "user")
    rules = (item for kind, item in passed if kind == "rule" and item and item not in by_hand)
    return Way(by_hand, tuple(item for item in rules if result.outcomes.get(item) == "granted"))


@lru_cache(maxsize=16)
def _score(pack: str, name: str, slug: str) -> tuple[Score, ...]:
    place, wanted = pinned(pack, name)
    reform = wanted.reform(slug)
    return score(place, wanted, reform) if reform is not None and wanted.assumptions is not None else ()


def _told(one: Shown) -> dict[str, Any]:
    promise, figure = one.promise, one.figure
    return {
        "measure": promise.measure,
        "item": promise.item,
        "unit": promise.unit,
        "direction": promise.direction,
        "promised": [promise.before, promise.after],
        "before": _limits(figure.before),
        "after": _limits(figure.after),
        "change": _limits(figure.change),
        "verdict": one.verdict,
    }


def _limits(interval: Interval) -> list[float]:
    return [round(value, 3) for value in (interval.mean, interval.low, interval.high)]
