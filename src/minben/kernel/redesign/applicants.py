"""Invented applicants of a service and the way each goes through its process, by its rules; and its people's hours.

Serves the simulation of promises: two versions of a service get the same applicants; what differs is the reform.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from minben.kernel import decision, feel
from minben.kernel.pack import Assumptions, Place, Service, StepTime, nest
from minben.kernel.process import Flow, Node
from minben.kernel.simulation import Arrivals, Chance, Durations, Game, Pool, Position, Scenario, Shift, Work
from minben.kernel.simulation.scenario import WEEK

OPENS, CLOSES, DAYS = 9 * 3600.0, 17 * 3600.0, 5  # office hours, Monday to Friday, local time
_DAY = date(2026, 1, 5)
_WORKDAY = CLOSES - OPENS
Ways = list[Mapping[str, list[str]]]


class Applicants:
    """What `cases` applicants say, and the flows each takes at every exclusive gateway."""

    def __init__(self, place: Place, service: Service, game: Game, seed: int, cases: int) -> None:
        self.place, self.service, self.game, self.cases = place, service, game, cases
        self.chance = Chance(seed, cases)
        self.assumed = assumptions(service)
        self.flows = {flow.id: flow for flow in service.process.flows}
        self.defaults = {flow.id for flow in service.process.flows if flow.default}
        self.conditions = {flow.id: _compiled(flow) for flow in service.process.flows}
        self.known: dict[tuple[str, str], Any] = {}

    def ways(self) -> Ways:
        """For each applicant: gateway id -> flows taken there, in the order of the visits."""
        return [self._way(number) for number in range(self.cases)]

    def _said(self, number: int) -> dict[str, str]:
        """What this applicant says and what the registers answer about them."""
        said: dict[str, str] = {}
        for one in self.assumed.facts:
            drawn = self.chance.cell("fact", one.element, number, 0)
            if one.between:
                low, high = one.between
                said[one.element] = str(int(low + drawn * (high - low)))
                continue
            names, shares = list(one.values), np.cumsum(list(one.values.values()))
            said[one.element] = names[min(int(np.searchsorted(shares, drawn, side="right")), len(names) - 1)]
        return {name: value for name, value in said.items() if value}

    def _way(self, number: int) -> Mapping[str, list[str]]:
        said = self._said(number)
        data: dict[str, Any] = {}
        way: dict[str, list[str]] = {}
        position = self.game.begin()
        works, choices = list(position.opens), list(position.choices)
        while works or choices:
            if choices:
                key, gate = choices.pop(0)
                flow = self._chosen(gate, data)
                way.setdefault(gate, []).append(flow)
                position = self.game.choose(position.state, key, flow)
            else:
                key, name = works.pop(0)
                self._do(self.game.nodes[name], number, said, data)
                position = self.game.complete(position.state, key)
            works, choices = _pending(works, choices, position)
        return way

    def _do(self, node: Node, number: int, said: Mapping[str, str], data: dict[str, Any]) -> None:
        """The result of a step: a rule decides by the facts, a person by the share that is denied."""
        result = node.options.get("result", "")
        if node.kind == "rule":
            data[result] = self._decided(node.options["decision"], said, data)
        elif node.kind == "user" and result:
            times = self.assumed.steps.get(node.id, StepTime(0, 0))
            drawn = self.chance.cell("denied", node.id, number, 0)
            data[result] = "denied" if drawn < times.denied else "granted"

    def _decided(self, name: str, said: Mapping[str, str], data: Mapping[str, Any]) -> Any:
        """The decision's value; the same facts are judged once."""
        key = name, repr((sorted(said.items()), sorted(data.items())))
        if key not in self.known:
            facts = {**nest(self.place.elements, said, _DAY), **data}
            outcome = decision.evaluate(self.service.laws[-1], name, facts)
            self.known[key] = decision.to_json(outcome.value)
        return self.known[key]

    def _chosen(self, gate: str, data: Mapping[str, Any]) -> str:
        """The first flow whose condition holds, else the default."""
        flows = self.game.splits[gate]
        for flow in flows:
            condition = self.conditions[flow]
            if condition is not None and feel.evaluate(condition, feel.from_python(dict(data))) is True:
                return flow
        return next((flow for flow in flows if flow in self.defaults), flows[-1])


def _compiled(flow: Flow) -> Any:
    return feel.parse(flow.condition) if flow.condition else None


def _pending(
    works: list[tuple[str, str]], choices: list[tuple[str, str]], position: Position
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is still to be done after a move: the new as well, the withdrawn no longer. Timers never fire here."""
    closed = set(position.closes)
    kept = [one for one in works if one[0] not in closed]
    return [*kept, *position.opens], [*choices, *position.choices]


# --- hours and people ---


def assumptions(service: Service) -> Assumptions:
    """What the service supposes; ValueError when it says nothing."""
    if service.assumptions is None:
        raise ValueError(f"{service.id} has no simulation.yaml.")
    return service.assumptions


def scenario_of(place: Place, service: Service) -> Scenario:
    """People, hours, work and waiting as simulation.yaml supposes them; ways are given, so there are no odds."""
    assumed = assumptions(service)
    people = {
        f"{unit} {number + 1}": "office" for unit, count in assumed.people.items() for number in range(count)
    }
    pools = {
        unit: Pool({f"{unit} {number + 1}": 1.0 for number in range(count)}, "office")
        for unit, count in assumed.people.items()
    }
    steps = {
        node.id: _work(node, assumed.steps[node.id])
        for node in service.process.nodes
        if node.kind == "user" and node.id in assumed.steps
    }
    gaps = Durations("exponential", (WEEK / assumed.per_week,))
    calendars = {"office": tuple(_hours(ZoneInfo(place.calendar.zone)))}
    return Scenario(Arrivals(gaps), steps, pools=pools, people=people, calendars=calendars)


def _work(node: Node, times: StepTime) -> Work:
    spread = Durations("lognormal", (times.wait * _WORKDAY, times.spread)) if times.wait else Durations()
    return Work(node.lane, Durations("fixed", (times.work * 60,)), spread)


def _hours(zone: ZoneInfo) -> list[Shift]:
    """Office hours as the simulator counts them: seconds since Monday 00:00 UTC."""
    offset = (datetime(2026, 1, 5, tzinfo=zone).utcoffset() or timedelta()).total_seconds()
    found: list[Shift] = []
    for day in range(DAYS):
        begin = (day * 86400 + OPENS - offset) % WEEK
        end = begin + _WORKDAY
        found += [Shift(begin, min(end, WEEK))] + ([Shift(0.0, end - WEEK)] if end > WEEK else [])
    return found
