"""A process on virtual time: cases arrive, the token game moves them, people do the work, an event log comes out.

Serves every "what if". The log has the type of a real one, so each chart and measure works on both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import accumulate

import numpy as np

from minben.kernel.eventlog import MISSING, Column, EventLog
from minben.kernel.finding import refuse
from minben.kernel.process import Process

from .chance import Chance
from .duty import Duty, from_busy, to_busy
from .game import Game, Position, timer_seconds
from .people import People, Waiting
from .scenario import Durations, Floats, Scenario, Work

Progress = Callable[[int, int], None]  # (cases finished, cases in all)
Ways = Sequence[Mapping[str, Sequence[str]]]

_ARRIVE, _READY, _DONE, _SHIFT, _TIMER = range(5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_EVENTS = 10_000  # per case: beyond this the odds make it never end


class _Table:
    """Quantiles of one distribution for every case and visit, drawn in blocks."""

    def __init__(self, durations: Durations, draw: Callable[[int], Floats]) -> None:
        self._durations, self._draw = durations, draw
        self._blocks: list[list[list[float]]] = []
        self.constant = durations.values[0] if durations.kind == "fixed" else None

    def at(self, case: int, visit: int) -> float:
        if self.constant is not None:
            return self.constant
        block, column = divmod(visit, 4)
        while block >= len(self._blocks):
            self._blocks.append(self._durations.quantile(self._draw(len(self._blocks))).tolist())
        return self._blocks[block][case][column]


class _Activity:
    """An activity's work with everything looked up."""

    __slots__ = ("code", "delay", "desk", "duty", "id", "keep", "pool", "priority", "service")

    def __init__(self, node: str, code: int, work: Work, run: _Run) -> None:
        chance = run.chance
        self.id, self.code = node, code
        self.pool, self.keep, self.priority, self.desk = work.pool, work.keep, work.priority, work.desk
        self.duty = run.people.calendar_of_pool[work.pool] if work.pool else Duty()
        self.service = _Table(work.service, lambda block: chance.uniforms("service", node, block))
        self.delay = _Table(work.delay, lambda block: run.paced(node, work.tempo, block))


class _Case:
    __slots__ = ("arrival", "desk", "events", "last", "open", "person", "state", "turn", "visits", "waiting")

    def __init__(self) -> None:
        self.state = -1
        self.arrival = 0.0
        self.events = 0
        self.last = ""  # node id of the previous activity
        self.person = -1
        self.desk = -1  # the piece of work on the case's desk
        self.turn = 0
        self.waiting: list[int] = []  # works that wait for the desk
        self.visits: dict[str, int] = {}
        self.open: dict[str, int] = {}  # key -> piece of work (or -1 for a timer)


class _Run:
    """One simulation under way."""

    def __init__(self, game: Game, scenario: Scenario, cases: int, seed: int, ways: Ways) -> None:
        self.game, self.scenario, self.ways = game, scenario, ways
        self.chance = Chance(seed, cases)
        self.people = People(scenario)
        self.cases = [_Case() for _ in range(cases)]
        self.heap: list[tuple[float, int, int, int, str]] = []
        self.serial = 0
        self.awake: dict[str, float] = {}
        self.odds: dict[tuple[str, str], tuple[list[float], tuple[str, ...]]] = {}
        self.work: list[tuple[int, str, _Activity]] = []  # case, key, activity
        self.visits: list[int] = []
        self.starts: list[float] = []
        self.dones: list[float] = []
        self.doers: list[int] = []
        self.finished = 0
        pace = self.chance.generator("tempo").random(cases)
        self.pace = pace[:, None]
        self.activities = {
            node.id: _Activity(node.id, code, self._work(node.id), self)
            for code, node in enumerate(game.process.nodes)
            if node.kind in ("user", "service", "rule", "script")
        }

    def _work(self, node: str) -> Work:
        work = self.scenario.activities.get(node, Work())
        if work.pool and work.pool not in self.scenario.pools:
            advice = "Add it to `pools` or leave the pool empty."
            raise refuse(
                "scenario", f"names the pool {work.pool!r}, which does not exist.", advice, place=node
            )
        return work

    def paced(self, node: str, tempo: float, block: int) -> Floats:
        """Uniforms for delays: the case's own pace with chance `tempo`, an independent draw otherwise."""
        own = self.chance.uniforms("delay", node, block)
        if tempo <= 0:
            return own
        follows = self.chance.uniforms("follows", node, block) < tempo
        return np.where(follows, self.pace, own)

    def push(self, moment: float, kind: int, number: int, key: str = "") -> None:
        self.serial += 1
        heappush(self.heap, (moment, self.serial, kind, number, key))

    def arrive(self, moments: Floats) -> None:
        for number, moment in enumerate(moments.tolist()):
            self.cases[number].arrival = moment
            self.push(moment, _ARRIVE, number)

    def go(self, progress: Progress | None) -> None:
        handlers = (self._arrived, self._ready, self._done, self._shift, self._timer)
        heap = self.heap
        while heap:
            now, _, kind, number, key = heappop(heap)
            handlers[kind](now, number, key)
            if progress and self.finished and self.finished % 256 == 0:
                progress(self.finished, len(self.cases))
        if progress:
            progress(self.finished, len(self.cases))

    # --- what happens ---

    def _arrived(self, now: float, number: int, _key: str) -> None:
        self._enter(now, number, self.game.begin())

    def _ready(self, now: float, item: int, _key: str) -> None:
        number, _, activity = self.work[item]
        case = self.cases[number]
        if not self._live(item):
            return  # closed by a timer meanwhile
        if not activity.pool:
            self._start(now, item, -1)
            return
        visit = self.visits[item]
        preferred = -1
        if activity.keep > 0 and case.person >= 0:
            follows = self.chance.cell("keep", activity.id, number, visit) < activity.keep
            preferred = case.person if follows else -1
        code = self.people.find(
            activity.pool, now, self.chance.cell("who", activity.id, number, visit), preferred
        )
        if code >= 0:
            self._start(now, item, code)
            return
        self.people.wait(activity.pool, Waiting(activity.priority, now, item, item))
        for calendar, moment in self.people.alarms(activity.pool, now):
            self._wake(calendar, moment)

    def _done(self, now: float, item: int, _key: str) -> None:
        number, key, activity = self.work[item]
        code, case = self.doers[item], self.cases[number]
        if code >= 0:
            self.people.persons[code].busy = False
        if case.open.pop(key, None) == item:
            self.dones[item] = now
            case.last = activity.id
            case.person = code if code >= 0 else case.person
            self._enter(now, number, self.game.complete(case.state, key))
        if code >= 0:
            self._look_for_work(now, code)

    def _shift(self, now: float, _number: int, calendar: str) -> None:
        self.awake.pop(calendar, None)
        for code in self.people.by_calendar[calendar]:
            if not self.people.persons[code].busy:
                self._look_for_work(now, code)

    def _timer(self, now: float, number: int, key: str) -> None:
        case = self.cases[number]
        if case.open.pop(key, None) == -1:
            self._enter(now, number, self.game.fire(case.state, key))

    # --- how it is done ---

    def _enter(self, now: float, number: int, position: Position) -> None:
        """Take up a new position: open its work and decide its choices, one after another."""
        case = self.cases[number]
        self._effects(now, number, position)
        pending = list(position.choices)
        while pending:
            key, gate = pending.pop(0)
            position = self.game.choose(case.state, key, self._flow(number, gate))
            self._effects(now, number, position)
            pending.extend(position.choices)
        if case.waiting:
            self._attend(now, number)

    def _effects(self, now: float, number: int, position: Position) -> None:
        case = self.cases[number]
        case.state = position.state
        for key in position.closes:
            case.open.pop(key, None)
        for key, node in position.opens:
            self._open(now, number, key, node)
        for key, node in position.timers:
            case.open[key] = -1
            self.push(now + timer_seconds(self.game.process, self.game.nodes[node]), _TIMER, number, key)
        self.finished += position.ended

    def _open(self, now: float, number: int, key: str, node: str) -> None:
        case, activity, item = self.cases[number], self.activities[node], len(self.work)
        visit = case.visits.get(node, 0)
        case.visits[node] = visit + 1
        self._count(case)
        case.open[key] = item
        self.work.append((number, key, activity))
        self.visits.append(visit)
        self.starts.append(now)
        self.dones.append(-1.0)
        self.doers.append(-1)
        if activity.desk > 0:
            case.waiting.append(item)
        else:
            self._delay(now, item)

    def _attend(self, now: float, number: int) -> None:
        """Put the case's next work on its desk, if the desk is free."""
        case = self.cases[number]
        if case.desk >= 0 and self._live(case.desk):
            return
        case.waiting = [item for item in case.waiting if self._live(item)]
        if not case.waiting:
            return
        index = 0
        if len(case.waiting) > 1:
            weights = list(accumulate(self.work[item][2].desk for item in case.waiting))
            index = min(
                bisect_right(weights, self.chance.cell("turn", "", number, case.turn) * weights[-1]),
                len(weights) - 1,
            )
            case.turn += 1
        case.desk = case.waiting.pop(index)
        self._delay(now, case.desk)

    def _live(self, item: int) -> bool:
        """Is this piece of work still wanted and not yet done?"""
        number, key, _ = self.work[item]
        return self.cases[number].open.get(key) == item

    def _delay(self, now: float, item: int) -> None:
        number, _, activity = self.work[item]
        delay = activity.delay.at(number, self.visits[item])
        self.push(activity.duty.finish(now, delay) if delay > 0.0 else now, _READY, item)

    def _count(self, case: _Case) -> None:
        case.events += 1
        if case.events > _MOST_EVENTS:
            advice = "Lower the probability of the loops."
            raise refuse(
                self.game.process.file, "makes a case with more than 10,000 steps.", advice, place=case.last
            )

    def _flow(self, number: int, gate: str) -> str:
        """Draw a split's outcome, by the odds after the case's previous activity where they are known."""
        case = self.cases[number]
        self._count(case)
        visit = case.visits.get(gate, 0)
        case.visits[gate] = visit + 1
        given = self.ways[number].get(gate, ()) if self.ways else ()
        if visit < len(given):
            return given[visit]
        cumulative, flows = self.odds.get((gate, case.last)) or self._learn_odds(gate, case.last)
        index = bisect_right(cumulative, self.chance.cell("branch", gate, number, visit) * cumulative[-1])
        return flows[min(index, len(flows) - 1)]

    def _learn_odds(self, gate: str, last: str) -> tuple[list[float], tuple[str, ...]]:
        flows = self.game.splits[gate]
        branch = self.scenario.branches.get(gate)
        shares = branch.given.get(last, branch.flows) if branch else {}
        weights = [shares.get(flow, 0.0) if shares else 1.0 for flow in flows]
        if sum(weights) <= 0:
            raise refuse(
                "scenario", "gives no outgoing flow a chance.", "Name the flows of this gateway.", place=gate
            )
        self.odds[gate, last] = list(accumulate(weights)), flows
        return self.odds[gate, last]

    def _start(self, now: float, item: int, code: int) -> None:
        number, _, activity = self.work[item]
        seconds = activity.service.at(number, self.visits[item])
        self.starts[item], self.doers[item] = now, code
        if code < 0:
            self.push(now + seconds, _DONE, item)
            return
        person = self.people.persons[code]
        person.busy = True
        self.push(person.duty.finish(now, seconds), _DONE, item)

    def _look_for_work(self, now: float, code: int) -> None:
        """A person became free or came on duty."""
        if not self.people.has_queue(code):
            return
        person = self.people.persons[code]
        moment = person.duty.next_on(now)
        if moment > now:
            self._wake(person.calendar, moment)
            return
        while (waiting := self.people.next_for(code)) is not None:
            if self._live(waiting.work):
                self._start(now, waiting.work, code)
                return

    def _wake(self, calendar: str, moment: float) -> None:
        if self.awake.get(calendar) != moment:
            self.awake[calendar] = moment
            self.push(moment, _SHIFT, -1, calendar)


def simulate(
    process: Process,
    scenario: Scenario,
    *,
    cases: int,
    seed: int,
    start: datetime,
    progress: Progress | None = None,
    game: Game | None = None,
    ways: Ways = (),
) -> EventLog:
    """Play `cases` cases from `start` (aware) and return what happened: start and completion times, resources.

    The system begins empty. The same arguments give the same log, byte for byte. `game` may be passed to reuse the
    positions of an earlier run of the same process. `ways`: for each case, gateway id -> flows it takes there, visit by
    visit; what they leave open is drawn by the scenario's odds. The case column `arrival` holds when each case came.
    Raises InputError when the odds never let a case end or a scenario names what does not exist.
    """
    if cases < 1 or start.tzinfo is None:
        raise ValueError("simulate needs at least one case and a start with a time zone")
    run = _Run(game or Game(process), scenario, cases, seed, ways)
    run.arrive(_arrivals(scenario, run.chance, cases, (start - _EPOCH) / timedelta(seconds=1)))
    run.go(progress)
    return _log(run)


def _arrivals(scenario: Scenario, chance: Chance, cases: int, begin: float) -> Floats:
    gaps = scenario.arrivals.gaps.quantile(chance.generator("arrivals").random(cases))
    passed = np.concatenate([[0.0], np.cumsum(gaps[:-1])])
    profile = scenario.arrivals.profile
    if not profile:
        return begin + passed
    return np.maximum(from_busy(to_busy(np.array([begin]), profile)[0] + passed, profile), begin)


def _log(run: _Run) -> EventLog:
    """Columns straight from the run: sorted by case, then completion, ties in the order they were opened."""
    nodes = run.game.process.nodes
    dones = np.array(run.dones)
    kept = np.flatnonzero(dones >= 0)
    case = np.array([item[0] for item in run.work], dtype=np.int64)[kept]
    time = np.round(dones[kept] * 1e6).astype(np.int64)
    start = np.round(np.array(run.starts)[kept] * 1e6).astype(np.int64)
    order = np.lexsort((start, time, case))
    names = [node.name or node.id for node in nodes]
    activities = tuple(dict.fromkeys(names[activity.code] for activity in run.activities.values()))
    codes = {name: code for code, name in enumerate(activities)}
    activity = np.array([codes[names[item[2].code]] for item in run.work], dtype=np.int32)[kept]
    width = len(str(len(run.cases)))
    return EventLog(
        cases=tuple(f"{number:0{width}d}" for number in range(1, len(run.cases) + 1)),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(case, minlength=len(run.cases)))]).astype(
            np.int64
        ),
        activities=activities,
        activity=activity[order],
        time=time[order],
        resources=tuple(person.name for person in run.people.persons),
        resource=np.where(np.array(run.doers) < 0, MISSING, run.doers).astype(np.int32)[kept][order],
        start=start[order],
        case_columns={"arrival": Column("time", [round(item.arrival * 1e6) for item in run.cases])},
        origin="simulation",
    )
