"""Move a running case to a new version of its process, or say exactly why not.

Serves administrators who publish a new version while cases run: `migrate` is a pure function of the old program, the
new one and a state. A case moves only when its new state is one that the new version can come to by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .conditions import TooMuch
from .events import Close, Effect, Refused, State
from .game import Game
from .model import WORK
from .program import Place, Program
from .soundness import markings


@dataclass(frozen=True)
class Migration:
    """What becomes of one case. `keys`: old key of work, timer or wait to its new key, where they differ.

    `moves`: `state` is the new state and `effects` what the world must do (arm new limits, close old ones).
    `needs decision`: the reasons can be mended by naming where a step goes (`mapping`). `refused`: they cannot.
    """

    outcome: Literal["moves", "needs decision", "refused"]
    reasons: tuple[str, ...] = ()
    state: State | None = None
    effects: tuple[Effect, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


def migrate(old: Program, new: Program, state: State, mapping: Mapping[str, str] | None = None) -> Migration:
    """The case under the new version. `mapping`: old node id to new node id, where ids do not stay the same."""
    if state.ended:
        return Migration("refused", (f"The case has ended ({state.ended}).",))
    if state.undo or state.resets:
        return Migration("refused", ("Something is being undone or reset: wait until that is over.",))
    move = _Move(old, new, state, mapping or {})
    reasons = move.reasons()
    if reasons:
        return Migration("needs decision", tuple(reasons))
    try:
        after, effects = move.moved()
    except (Refused, TooMuch) as error:
        return Migration("refused", (f"The new version cannot wait where the case stands: {error}",))
    unreachable = [*_moving(new, after), *_unreachable(new, after)]
    if unreachable:
        return Migration("refused", tuple(unreachable))
    return Migration("moves", (), after, effects, move.changed())


class _Move:
    """One case on its way."""

    def __init__(self, old: Program, new: Program, state: State, mapping: Mapping[str, str]) -> None:
        self.old, self.new, self.state, self.mapping = old, new, state, mapping

    def node(self, place: str) -> str:
        return self.mapping.get(place, place)

    def key(self, key: str) -> str:
        """A key under the new node's id: number and trigger stay."""
        name, sign, number = key.rpartition("#")
        node, colon, trigger = name.partition(":")
        return f"{self.node(node)}{colon}{trigger}{sign}{number}" if sign else key

    def keep(self, key: str) -> str:
        """A wait that the new version has too, else nothing."""
        name = self.key(key).rpartition("#")[0]
        before, after = _trigger(self.old, key.rpartition("#")[0]), _trigger(self.new, name)
        host = self.state.waits[key]
        attached = self.new.places[name.partition(":")[0]].node.attached_to if after else ""
        same_host = not attached or attached == self.node(self.state.tokens.get(host, ""))
        return self.key(key) if before and before == after and same_host else ""

    def reasons(self) -> list[str]:
        found = [reason for key, place in self.state.tokens.items() for reason in self.token(key, place)]
        for flow in self.state.arrived:
            name = flow.partition("@")[0]
            before = [one.id for one in self.old.places.values() if name in one.ins]
            after = [one.id for one in self.new.places.values() if name in one.ins]
            if [self.node(one) for one in before] != after:
                found.append(f"A branch has come to its join by the flow {name}, which leads elsewhere now.")
        found += [
            f"{key.rpartition('#')[0]} was done and could be undone; the new version has no such step."
            for key in self.state.done
            if self.node(key.rpartition("#")[0]) not in self.new.places
        ]
        return found

    def token(self, key: str, place: str) -> Iterable[str]:
        before, after = self.old.places[place], self.new.places.get(self.node(place))
        if after is None:
            yield f"The case stands at {place}, which the new version does not have."
        elif not _alike(before, after):
            yield f"The case stands at {place}: {before.node.kind} there, {after.node.kind} in the new version."
        else:
            around = self.state.tokens.get(self.state.inside.get(key, ""), "")
            inside = after.node.parent or ""
            if (
                around
                and around != place
                and self.node(around) != inside
                and self.old.places[around].node.kind != "call"
            ):
                yield f"{place} lies inside {around} now, inside {inside or 'the process itself'} in the new version."
            elif not around and inside:
                yield f"{place} lies inside {inside} in the new version, where the case has not been."

    def moved(self) -> tuple[State, tuple[Effect, ...]]:
        """The state under new ids; limits that are new are armed, those that are gone closed."""
        state = self.state
        kept = {key: self.keep(key) for key in state.waits}
        waits = {kept[key]: self.key(host) for key, host in state.waits.items() if kept[key]}
        moved = State(
            tokens={self.key(key): self.node(place) for key, place in state.tokens.items()},
            inside={self.key(key): self.key(around) for key, around in state.inside.items()},
            arrived={self.flow(flow): count for flow, count in state.arrived.items()},
            waits=waits,
            counts={kept[key]: count for key, count in state.counts.items() if kept.get(key)},
            loops={self.key(key): book for key, book in state.loops.items()},
            local={self.key(key): data for key, data in state.local.items()},
            done={self.key(key): {**one, "in": self.key(one["in"])} for key, one in state.done.items()},
            data=state.data,
            serial=state.serial,
        )
        game = Game(self.new, moved)
        for key, place in state.tokens.items():
            self.arm_new(game, self.key(key), self.new.places[self.node(place)], self.old.places[place])
        game.agenda.clear()
        closed = [Close(key) for key in state.waits if not kept[key]]
        return game.state(), (*closed, *game.effects)

    def flow(self, flow: str) -> str:
        name, sign, scope = flow.partition("@")
        return f"{name}{sign}{self.key(scope)}" if sign else flow

    def arm_new(self, game: Game, key: str, place: Place, before: Place) -> None:
        """What the new version waits for here and the old one did not; a limit that is over stays so."""
        body = game.inside.get(key, "")
        if game.is_body(body) and game.tokens.get(body) == place.id:
            return
        heard = {game.place(wait).id for wait, host in game.waits.items() if host == key}
        heard |= {self.node(hook.id) for hook in before.hooks if self.same(hook)}
        own = [place] if place.node.kind in ("catch", "receive") else []
        own += [edge.target for edge in place.out] if place.node.kind == "event_based" else []
        for hook in (*place.hooks, *own):
            if hook.id not in heard:
                game.listen(hook, key, game.inside.get(key, ""))

    def same(self, hook: Place) -> bool:
        after = self.new.places.get(self.node(hook.id))
        return after is not None and after.node.triggers == hook.node.triggers

    def changed(self) -> dict[str, str]:
        keys = (*self.state.tokens, *self.state.waits)
        return {key: self.key(key) for key in keys if self.key(key) != key}


def _alike(before: Place, after: Place) -> bool:
    """Whether a token that waits at one can wait at the other."""
    work = before.node.kind in WORK and after.node.kind in WORK
    same = before.node.kind == after.node.kind and before.node.mode == after.node.mode
    loops = [one.node.loop.kind if one.node.loop else "" for one in (before, after)]
    return (work or same) and loops[0] == loops[1]


def _trigger(program: Program, name: str) -> object:
    node, _, number = name.partition(":")
    place = program.places.get(node)
    at = int(number) if number else 0
    triggers = place.node.triggers if place else ()
    return (triggers[at], place.node.kind) if place and at < len(triggers) else None


def _moving(program: Program, state: State) -> Iterable[str]:
    """Joins that do not wait, in the new version, for what has come to them: no case ever rests there."""
    for flow in state.arrived:
        name, sign, scope = flow.partition("@")
        place = next(one for one in program.places.values() if name in one.ins)
        full = place.node.kind == "parallel" and all(
            f"{one}{sign}{scope}" in state.arrived for one in place.ins
        )
        waits = place.node.needs > 1 or (place.node.kind in _JOINS and len(place.ins) > 1)
        open_ = place.reach is not None and Game(program, state).open_join(place, scope)
        if full or open_ or not waits:
            yield f"A branch waits at {place.id}, where the new version would go on: wait until it has passed."


def _unreachable(program: Program, state: State) -> Iterable[str]:
    """Scopes whose tokens stand together as they never can in the new version.

    Looked at scope by scope without data: a condition may go any way. A reminder that runs beside its own
    activity is not seen as reachable, so such cases are refused rather than moved wrongly.
    """
    scopes = {"": ""} | {
        key: place
        for key, place in state.tokens.items()
        if program.places[place].node.kind == "subprocess" and key not in state.loops
    }
    for key, place in scopes.items():
        here = Counter(
            state.tokens[one]
            for one in state.tokens
            if state.inside.get(one, "") == key and program.places[state.tokens[one]].node.mode != "event"
        )
        flows = Counter(
            {flow.partition("@")[0]: n for flow, n in state.arrived.items() if flow.partition("@")[2] == key}
        )
        wanted = (frozenset(here.items()), frozenset(flows.items()))
        joins = {one.id for one in program.places.values() if len(one.ins) > 1 and one.node.kind in _JOINS}
        known = markings(program.process, place)
        if wanted != (frozenset(), frozenset()) and not any(_seen(one, joins) == wanted for one in known):
            names = ", ".join(sorted([*here, *flows])) or place
            yield f"No run of the new version comes to {names} together."


_JOINS = frozenset({"parallel", "inclusive", "complex"})
_Seen = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]


def _seen(marking: Iterable[tuple[str, str]], joins: set[str]) -> _Seen:
    """A marking as tokens at nodes, and flows before joins."""
    pairs = list(marking)
    nodes = Counter(target for _, target in pairs if target not in joins)
    flows = Counter(flow for flow, target in pairs if target in joins)
    return frozenset(nodes.items()), frozenset(flows.items())
