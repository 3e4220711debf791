"""BPMN files in few words for the tests of the standard: elements as XML, steps that say their name, a world.

`play` reads the file as anybody's would be read, so that a test covers reading and playing at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from minben.kernel import process as bpmn

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t" id="d">'
)


def say(*names: str, **more: str) -> str:
    """Script tasks that write their id into the trace; `more`: what is inside one of them."""
    found = [f'<scriptTask id="{name}"><script>say {name}</script></scriptTask>' for name in names]
    return "".join(
        [*found, *(f'<scriptTask id="{n}">{x}<script>say {n}</script></scriptTask>' for n, x in more.items())]
    )


def user(*names: str, **more: str) -> str:
    """User tasks; `more`: what is inside one of them."""
    return "".join(
        f'<userTask id="{n}">{x}</userTask>' for n, x in [*((n, "") for n in names), *more.items()]
    )


def flows(text: str) -> str:
    """`a>b`, `a>b?condition` (with _ for blanks); ids are `a_b`, with a number when there are several."""
    found: list[str] = []
    for word in text.split():
        path, _, condition = word.partition("?")
        source, _, target = path.partition(">")
        name = f"{source}_{target}"
        name += str(sum(f'id="{name}' in one for one in found) or "")
        said = condition.replace("_", " ").replace("<", "&lt;")
        inner = f"<conditionExpression>{said}</conditionExpression>" if said else ""
        found.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
    return "".join(found)


def event(tag: str, name: str, *definitions: str, **attributes: str) -> str:
    """An event; a definition is `kind`, `kind:what`, or an element."""
    made = "".join(one if one.startswith("<") else definition(one) for one in definitions)
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{tag} id="{name}"{said}>{made}</{tag}>'


def definition(text: str) -> str:
    kind, _, what = text.partition(":")
    if kind == "timer":
        tag = {"R": "timeCycle", "P": "timeDuration"}.get(what[:1], "timeDate")
        return f"<timerEventDefinition><{tag}>{what}</{tag}></timerEventDefinition>"
    if kind == "conditional":
        return f"<conditionalEventDefinition><condition>{what}</condition></conditionalEventDefinition>"
    if kind == "link":
        return f'<linkEventDefinition name="{what}"/>'
    if kind == "compensate":
        name = f' activityRef="{what}"' if what else ""
        return f"<compensateEventDefinition{name}/>"
    name = f' {kind}Ref="{what}"' if what else ""
    return f"<{kind}EventDefinition{name}/>"


def start(name: str = "s", *definitions: str, **attributes: str) -> str:
    return event("startEvent", name, *definitions, **attributes)


def end(name: str = "e", *definitions: str) -> str:
    return event("endEvent", name, *definitions)


def boundary(name: str, at: str, *definitions: str, gentle: bool = False, **attributes: str) -> str:
    return event(
        "boundaryEvent",
        name,
        *definitions,
        attachedToRef=at,
        cancelActivity=str(not gentle).lower(),
        **attributes,
    )


def inside(name: str, *parts: str, tag: str = "subProcess", **attributes: str) -> str:
    """A sub-process."""
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{tag} id="{name}"{said}>{"".join(parts)}</{tag}>'


def undoes(event_id: str, step: str) -> str:
    return f'<association id="{event_id}_{step}" sourceRef="{event_id}" targetRef="{step}"/>'


def undo(*names: str) -> str:
    """Script tasks that only undo."""
    return "".join(
        f'<scriptTask id="{name}" isForCompensation="true"><script>say {name}</script></scriptTask>'
        for name in names
    )


def file(*parts: str, roots: str = "") -> bytes:
    return (
        f'{HEAD}{roots}<process id="p" isExecutable="true">{"".join(parts)}</process></definitions>'.encode()
    )


class Case:
    """One instance: what its steps said, what is open, and how it ended."""

    def __init__(
        self, source: bytes, data: Mapping[str, Any] | None = None, first: bpmn.Event | None = None
    ) -> None:
        self.said: list[str] = []
        processes = bpmn.read_bpmn(source)
        self.program = bpmn.compile(processes[0], language=self.language, library=processes)
        self.open: dict[str, str] = {}
        self.sent: list[str] = []
        self.state, self.effects = bpmn.State(), list[bpmn.Effect]()
        self.tell(first or bpmn.Started(data or {}))

    def language(self, text: str) -> bpmn.Evaluation:
        if text.startswith("say "):
            return lambda data: self.said.append(text[4:])
        if text.startswith("fail "):
            return lambda data: self.fail(text[5:])
        return bpmn.feel(text)

    def fail(self, code: str) -> None:
        raise bpmn.Thrown(code)

    def tell(self, one: bpmn.Event) -> None:
        self.state, effects = bpmn.step(self.program, self.state, one)
        self.open.pop(getattr(one, "key", ""), None)
        for effect in effects:
            self.effects.append(effect)
            match effect:
                case bpmn.Open() | bpmn.Ask() | bpmn.Arm() | bpmn.Listen():
                    self.open[effect.key] = effect.node.id
                case bpmn.Close():
                    self.open.pop(effect.key, None)
                case bpmn.Send():
                    self.sent.append(effect.message)
                case bpmn.Broadcast():
                    self.sent.append(effect.signal)
                case _:
                    pass
        gone = {key for key in self.open if key not in self.state.waits and key not in self.state.tokens}
        self.open = {key: node for key, node in self.open.items() if key not in gone}  # heard
        if self.state.ended:
            assert (self.open, self.state.tokens, self.state.waits, self.state.arrived) == ({}, {}, {}, {})

    def keys(self, node: str) -> list[str]:
        return [key for key, of in self.open.items() if of == node]

    def do(self, *nodes: str, **data: Any) -> None:
        """Complete the first open work of each name."""
        for node in nodes:
            self.tell(bpmn.Completed(self.keys(node)[0], data))

    def fire(self, node: str) -> None:
        self.tell(bpmn.Fired(self.keys(node)[0]))

    @property
    def waiting(self) -> set[str]:
        return {*self.open.values()}

    @property
    def ended(self) -> str:
        return self.state.ended


def play(source: bytes, data: Mapping[str, Any] | None = None) -> tuple[list[str], str]:
    """What a case says that needs nothing from the world, and how it ends."""
    case = Case(source, data)
    return case.said, case.ended


def each(names: Iterable[str], text: str) -> str:
    """The same text once for every name, with {} for the name."""
    return "".join(text.replace("{}", name) for name in names)
