"""Helpers of the process room's tests: small models in few words, and conditions without FEEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from minben.kernel import process as bpmn


def toy(text: str) -> Callable[[Mapping[str, Any]], Any]:
    """A language for tests: `name`, `name+1`, `name<10`, `not name`, a whole number."""
    if text.isdigit():
        return lambda data: int(text)
    if text.startswith("not "):
        return lambda data: not data.get(text[4:])
    if "+" in text:
        name, _, number = text.partition("+")
        return lambda data: data.get(name, 0) + int(number)
    if "<" in text:
        name, _, limit = text.partition("<")
        return lambda data: data.get(name, 0) < int(limit)
    return lambda data: data.get(text)


def model(nodes: str, flows: str, *, lanes: Mapping[str, str] | None = None, **more: Any) -> bpmn.Process:
    """A process from `id:kind` words and `a>b`, `a>b?condition`, `a>b!` (default) words.

    `id:kind@x` attaches to x or puts into the sub-process x; a script's text and a timer come in `more`.
    """
    made: list[bpmn.Node] = []
    for word in nodes.split():
        name, _, kind = word.partition(":")
        kind, _, at = kind.partition("@")
        timer = kind in ("timer", "reminder")
        said: dict[str, Any] = {
            "parent": "" if timer else at,
            "attached_to": at if timer else "",
            "interrupting": kind != "reminder",
            **({"triggers": (bpmn.Trigger("timer", text="P5D"),)} if timer else {}),
            **more.get(name, {}),
        }
        made.append(bpmn.Node(name, "boundary" if timer else kind, **said))  # type: ignore[arg-type]
    drawn: list[bpmn.Flow] = []
    for number, word in enumerate(flows.split()):
        path, _, condition = word.partition("?")
        source, _, target = path.rstrip("!").partition(">")
        text = condition.replace("_", " ")
        drawn.append(bpmn.Flow(f"f{number}", source, target, condition=text, default=path.endswith("!")))
    return bpmn.Process("p", "", tuple(made), tuple(drawn), lanes or {})


class Player:
    """Plays a model event by event and keeps book of what is open."""

    def __init__(self, process: bpmn.Process, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        self.program = bpmn.compile(process, language=more.pop("language", toy), **more)
        self.open: dict[str, str] = {}
        self.armed: dict[str, str] = {}
        self.trace: list[bpmn.Effect] = []
        self.take(*bpmn.start(self.program, data))

    def take(self, state: bpmn.State, effects: tuple[bpmn.Effect, ...]) -> None:
        self.state = state
        self.trace += effects
        for effect in effects:
            if isinstance(effect, bpmn.Open | bpmn.Ask):
                assert effect.key not in self.open
                self.open[effect.key] = effect.node.id
            elif isinstance(effect, bpmn.Arm | bpmn.Listen):
                self.armed[effect.key] = effect.node.id
            elif isinstance(effect, bpmn.Close):
                assert (self.open.pop(effect.key, None) or self.armed.pop(effect.key, None)) is not None

    def send(self, event: bpmn.Event) -> None:
        after = bpmn.step(self.program, self.state, event)
        if not isinstance(event, bpmn.Raised):
            self.open.pop(getattr(event, "key", ""), None)
        self.armed.pop(getattr(event, "key", ""), None)
        self.take(*after)

    def key(self, node: str) -> str:
        return next(key for key, of in {**self.open, **self.armed}.items() if of == node)

    def complete(self, node: str, **data: Any) -> None:
        self.send(bpmn.Completed(self.key(node), data))

    def fire(self, node: str) -> None:
        self.send(bpmn.Fired(self.key(node)))

    @property
    def waiting(self) -> set[str]:
        return set(self.open.values())
