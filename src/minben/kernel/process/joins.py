"""Gateways: ways part and meet. Serves the token game. Semantics: BPMN 2.0.2, 13.4."""

from __future__ import annotations

from .board import ENTER
from .events import Stuck
from .model import Json
from .program import Edge, Place, Reach
from .throws import Throws


class Joins(Throws):
    """What each gateway does with a token."""

    def choose_one(self, place: Place, flow: str, scope: str) -> None:
        """Exclusive (13.4.2): the first way whose condition holds."""
        edge = place.single
        if edge is None:
            data = self.view(scope) if self.local else self.data
            for edge in place.out:
                if edge.test is None or edge.test(data) is True:
                    break
            else:
                edge = place.default
        if edge is None:
            if not place.out:
                self.suspects.add(scope)
                return
            raise Stuck(place.node.id, "No condition holds and there is no default flow.")
        target = edge.target
        self.agenda.append((ENTER[target.node.kind], target, edge.id, scope))

    def join_all(self, place: Place, flow: str, scope: str) -> None:
        """Parallel (13.4.1): wait until every way in has brought a token; take one of each."""
        if len(place.ins) > 1:
            suffix = f"@{scope}" if scope else ""
            self.arrived[flow + suffix] = self.arrived.get(flow + suffix, 0) + 1
            if any(other + suffix not in self.arrived for other in place.ins):
                return
            for other in place.ins:
                self.take(other + suffix)
        self.leave(place, scope)

    def join_some(self, place: Place, flow: str, scope: str) -> None:
        """Inclusive (13.4.3): wait for what may still come, which is looked at when all other tokens rest."""
        if len(place.ins) <= 1:
            self.leave(place, scope)
            return
        suffix = f"@{scope}" if scope else ""
        self.arrived[flow + suffix] = self.arrived.get(flow + suffix, 0) + 1

    def wait_for_one(self, place: Place, flow: str, scope: str) -> None:
        """Event-based (13.4.4): the first event that occurs decides the way."""
        key = self.put(place, scope)
        for edge in place.out:
            self.listen(edge.target, key, scope)

    # --- complex gateways (13.4.5) ---

    def join_complex(self, place: Place, flow: str, scope: str) -> None:
        suffix = f"@{scope}" if scope else ""
        if flow:
            self.arrived[flow + suffix] = self.arrived.get(flow + suffix, 0) + 1
        if place.id + suffix in self.resets:
            return
        here = [one for one in place.ins if one + suffix in self.arrived]
        if place.ins and not self.active(place, here, suffix, scope):
            return
        for one in here:
            self.take(one + suffix)
        self.send_on(place, scope, self.chosen(place, scope, begins=True))
        if len(here) < len(place.ins):
            self.resets[place.id + suffix] = here

    def active(self, place: Place, here: list[str], suffix: str, scope: str) -> bool:
        if place.activation is None:
            return bool(here)
        counts = {one: self.arrived.get(one + suffix, 0) for one in place.ins}
        state = {"activationCount": sum(counts.values()), "waitingForStart": True}
        return bool(here) and place.activation({**self.view(scope), **counts, **state}) is True

    def chosen(self, place: Place, scope: str, *, begins: bool) -> list[Edge]:
        data: dict[str, Json] = {**self.view(scope), "waitingForStart": begins}
        found = [edge for edge in place.out if edge.test is not None and edge.test(data) is True]
        if begins:
            found += [edge for edge in place.out if edge.test is None]
        if not found and place.default is not None:
            found = [place.default]
        if not found and begins and place.out:
            raise Stuck(place.node.id, "No condition holds and there is no default flow.")
        return found

    def send_on(self, place: Place, scope: str, edges: list[Edge]) -> None:
        self.suspects.add(scope)
        for edge in edges:
            self.follow(edge, scope)

    def reset(self, place: Place, suffix: str, scope: str) -> None:
        """All that can still come has come: what did goes on by the ways that are open now."""
        used = set(self.resets.pop(place.id + suffix))
        late = [one for one in place.ins if one not in used and one + suffix in self.arrived]
        for one in late:
            self.take(one + suffix)
        if late and any(edge.test for edge in place.out):
            self.send_on(place, scope, self.chosen(place, scope, begins=False))
        self.suspects.add(scope)
        if any(one + suffix in self.arrived for one in place.ins):
            self.join_complex(place, "", scope)

    # --- what may still come ---

    def open_joins(self) -> bool:
        """Let the first inclusive join or complex reset go on for which nothing more can come."""
        lazy = self.program.lazy
        waiting: dict[tuple[str, str], Place] = {}
        for flow in self.arrived:
            place = lazy.get(flow.partition("@")[0])
            if place is not None and place.node.kind == "inclusive":
                waiting[place.id, flow.partition("@")[2]] = place
        for key in self.resets:
            place_id, _, scope = key.partition("@")
            waiting[place_id, scope] = self.places[place_id]
        found = sorted(waiting.items(), key=lambda pair: (pair[1].order, pair[0][1]))
        return any(self.open_join(place, scope) for (_, scope), place in found)

    def open_join(self, place: Place, scope: str) -> bool:
        suffix = f"@{scope}" if scope else ""
        used = set(self.resets.get(place.id + suffix, ()))
        ins = [one for one in place.ins if one not in used]
        filled = {one for one in ins if one + suffix in self.arrived}
        if place.reach is None or self.may_come(place.reach, set(ins) - filled, filled | used, scope):
            return False
        if place.node.kind == "complex":
            self.reset(place, suffix, scope)
            return True
        for one in filled:
            self.take(one + suffix)
        self.leave(place, scope)
        return True

    def may_come(self, reach: Reach, empty: set[str], filled: set[str], scope: str) -> bool:
        """Whether a token elsewhere in the scope can reach an empty way in, and none that is filled or used up."""
        if not empty:
            return False
        here = [reach.nodes.get(self.tokens[key]) for key in self.members(scope)]
        flows = [flow.partition("@")[0] for flow in self.arrived if flow.partition("@")[2] == scope]
        here += [reach.flows.get(flow) for flow in flows]
        return any(ways is not None and ways & empty and not ways & filled for ways in here)
