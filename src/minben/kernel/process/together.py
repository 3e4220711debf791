"""What several parties do together: choreographies and conversations of a file (BPMN 2.0.2, 9.5, 11).

Serves the drawing of files. Never played: each party is a process of its own. Read from the file's source when wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .model import Node, Process
from .names import BPMN
from .patch import by_id
from .read import Reader
from .read_parts import children, local, plain_name, text_of

Element = Any

_TALKS = {"choreographyTask": "", "subChoreography": "+", "callChoreography": "call"}
_TOPICS = {"conversation": "", "subConversation": "+", "callConversation": "call"}
_LOOPS = {"Standard": "loop", "MultiInstanceSequential": "sequential", "MultiInstanceParallel": "parallel"}


@dataclass(frozen=True)
class Talk:
    """A step of a choreography: who takes part, who begins, what is sent. `marker`: "+" has an inside of its own."""

    id: str
    name: str
    parties: tuple[str, ...]
    first: str = ""  # the party that begins
    sent: tuple[tuple[str, str], ...] = ()  # party that sends, name of the message
    marker: str = ""
    loop: str = ""


@dataclass(frozen=True)
class Choreography:
    """One flow of talks: a choreography, or the inside of a sub-choreography. `flow` is its graph, talks as tasks."""

    id: str
    name: str
    flow: Process
    talks: Mapping[str, Talk]


@dataclass(frozen=True)
class Topic:
    """A conversation between some parties."""

    id: str
    name: str
    parties: tuple[str, ...]
    marker: str = ""


@dataclass(frozen=True)
class Conversations:
    """All conversations of a collaboration and the parties they join."""

    id: str
    name: str
    parties: tuple[str, ...]
    topics: tuple[Topic, ...]


def choreographies(root: Element) -> tuple[Choreography, ...]:
    """All of a file in its order, insides after what they are in; those without a step are left out."""
    known = by_id(root)
    found = [
        _choreography(one, known)
        for one in root.iter(f"{{{BPMN}}}choreography", f"{{{BPMN}}}subChoreography")
    ]
    return tuple(one for one in found if one.flow.nodes)


def conversations(root: Element) -> tuple[Conversations, ...]:
    """Collaborations that say what is talked about."""
    known = by_id(root)
    tags = (f"{{{BPMN}}}{tag}" for tag in ("collaboration", "globalConversation", "choreography"))
    found = [_conversations(one, known) for one in root.iter(*tags)]
    return tuple(one for one in found if one.topics)


def _choreography(element: Element, known: Mapping[str, Element]) -> Choreography:
    reader = Reader("")
    reader.known = dict(known)
    reader.container(element, "")
    talks = {
        talk.id: talk for talk in (_talk(one, known) for _, one in children(element) if local(one) in _TALKS)
    }
    nodes = [*reader.nodes, *(Node(talk.id, "task", talk.name) for talk in talks.values() if talk.id)]
    order = {child.get("id"): number for number, (_, child) in enumerate(children(element))}
    here = {node.id for node in nodes}
    flows = tuple(one for one in reader.flows if one.source in here and one.target in here)
    nodes.sort(key=lambda node: order.get(node.id, 0))
    name = element.get("name") or ""
    flow = Process(element.get("id") or "choreography", name, tuple(nodes), flows)
    return Choreography(flow.id, name, flow, talks)


def _talk(element: Element, known: Mapping[str, Element]) -> Talk:
    parties = tuple(_called(ref, known) for ref in _refs(element, "participantRef"))
    sent = [known[ref] for ref in _refs(element, "messageFlowRef") if ref in known]
    return Talk(
        element.get("id") or "",
        element.get("name") or "",
        parties,
        _called(plain_name(element.get("initiatingParticipantRef") or ""), known),
        tuple((_called(plain_name(one.get("sourceRef") or ""), known), _message(one, known)) for one in sent),
        _TALKS[local(element)],
        _LOOPS.get(element.get("loopType") or "", ""),
    )


def _conversations(element: Element, known: Mapping[str, Element]) -> Conversations:
    parties = [_called(one.get("id") or "", known) for tag, one in children(element) if tag == "participant"]
    topics = tuple(_topics(element, known))
    parties += [one for topic in topics for one in topic.parties if one not in parties]
    return Conversations(
        element.get("id") or "", element.get("name") or "", tuple(dict.fromkeys(parties)), topics
    )


def _topics(element: Element, known: Mapping[str, Element]) -> Iterator[Topic]:
    """Conversations, those inside others too, with parties by reference or by link."""
    for one in element.iter(*(f"{{{BPMN}}}{tag}" for tag in _TOPICS)):
        name = one.get("id") or ""
        linked = [
            plain_name(link.get(end) or "")
            for link in element.iter(f"{{{BPMN}}}conversationLink")
            for end, other in (("sourceRef", "targetRef"), ("targetRef", "sourceRef"))
            if name and plain_name(link.get(other) or "") == name
        ]
        parties = dict.fromkeys(_called(ref, known) for ref in (*_refs(one, "participantRef"), *linked))
        yield Topic(
            name, one.get("name") or "", tuple(party for party in parties if party), _TOPICS[local(one)]
        )


def _refs(element: Element, wanted: str) -> list[str]:
    return [plain_name(text_of(part)) for tag, part in children(element) if tag == wanted]


def _called(name: str, known: Mapping[str, Element]) -> str:
    """What a participant is called."""
    found = known.get(name)
    return (found.get("name") if found is not None else "") or name


def _message(flow: Element, known: Mapping[str, Element]) -> str:
    """What is sent: the flow's name, else the message's."""
    message = known.get(plain_name(flow.get("messageRef") or ""))
    return flow.get("name") or (message.get("name") if message is not None else "") or ""
