"""Who takes which piece of work when: the queue discipline, and nothing else.

The rule is "who can really start first": work goes to a free person on duty; nobody off duty is ever given work
while a free colleague is on duty. Priority orders those who wait, never the future.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import accumulate
from typing import NamedTuple

from .duty import Duty
from .scenario import Scenario


class Waiting(NamedTuple):
    """A piece of work in a queue; tuple order is the queue's order."""

    priority: int
    since: float
    serial: int
    work: int


class _Person:
    __slots__ = ("busy", "calendar", "duty", "name", "pools")

    def __init__(self, name: str, calendar: str, duty: Duty) -> None:
        self.name, self.calendar, self.duty = name, calendar, duty
        self.busy = False
        self.pools: list[str] = []


class People:
    """All persons, their queues and their duty. Work is named by numbers the caller understands."""

    def __init__(self, scenario: Scenario) -> None:
        self.duties = {name: Duty(shifts) for name, shifts in scenario.calendars.items()}
        self.duties.setdefault("", Duty())
        self.persons: list[_Person] = []
        self.code: dict[str, int] = {}
        self.length = 0  # of all queues together
        self.members: dict[str, list[int]] = {}
        self.weights: dict[str, list[float]] = {}
        self.queues: dict[str, list[Waiting]] = {}
        self.calendar_of_pool: dict[str, Duty] = {}
        self.by_calendar: dict[str, list[int]] = {}
        for name, pool in scenario.pools.items():
            codes = [self._person(person, scenario) for person in pool.members]
            for code in codes:
                self.persons[code].pools.append(name)
            self.members[name] = codes
            self.weights[name] = list(accumulate(max(weight, 1e-9) for weight in pool.members.values()))
            self.queues[name] = []
            self.calendar_of_pool[name] = self.duties.get(pool.calendar, self.duties[""])

    def _person(self, name: str, scenario: Scenario) -> int:
        if name not in self.code:
            calendar = scenario.people.get(name, "")
            calendar = calendar if calendar in self.duties else ""
            self.code[name] = len(self.persons)
            self.persons.append(_Person(name, calendar, self.duties[calendar]))
            self.by_calendar.setdefault(calendar, []).append(self.code[name])
        return self.code[name]

    def free(self, code: int, now: float) -> bool:
        """Could this person start at once?"""
        person = self.persons[code]
        return not person.busy and person.duty.on(now)

    def find(self, pool: str, now: float, u: float, preferred: int) -> int:
        """Somebody who can start now: the preferred person, or a draw by weight among the free; -1 if none."""
        members = self.members[pool]
        if preferred >= 0 and preferred in members and self.free(preferred, now):
            return preferred
        weights = self.weights[pool]
        first = min(bisect_right(weights, u * weights[-1]), len(members) - 1)
        for index in range(first, first + len(members)):
            code = members[index % len(members)]
            if self.free(code, now):
                return code
        return -1

    def wait(self, pool: str, item: Waiting) -> None:
        """Join the queue."""
        self.length += 1
        heappush(self.queues[pool], item)

    def next_for(self, code: int) -> Waiting | None:
        """Take the first piece of work this person may do, over all the pools he or she belongs to."""
        best: list[Waiting] | None = None
        for pool in self.persons[code].pools:
            queue = self.queues[pool]
            if queue and (best is None or queue[0] < best[0]):
                best = queue
        if best is None:
            return None
        self.length -= 1
        return heappop(best)

    def has_queue(self, code: int) -> bool:
        """Does anybody wait for this person's pools?"""
        return self.length > 0 and any(self.queues[pool] for pool in self.persons[code].pools)

    def alarms(self, pool: str, now: float) -> Iterator[tuple[str, float]]:
        """Calendars of the pool's people who are off duty now, and when their next shift starts."""
        for calendar in dict.fromkeys(self.persons[code].calendar for code in self.members[pool]):
            moment = self.duties[calendar].next_on(now)
            if moment > now:
                yield calendar, moment
