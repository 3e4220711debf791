"""Draw what several parties do together: choreographies with a band for each party, conversations as hexagons.

Serves the drawing of whole files. Colour never says anything alone: the party that begins stands above, in white, and
the picture's description says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from .draw import Show, markup
from .layout import Wishes, layout
from .sizes import LABEL_FONT, NODE_FONT, TASK_WIDTH, Box
from .svg import line, lines, rect, tag, text
from .text import wrap
from .together import Choreography, Conversations, Talk, Topic
from .words import word

_INK, _LINE, _PAPER, _SHADE = "#1d2b36", "#5b6b78", "#ffffff", "#dfe6ec"
_BAND, _HEAD, _GAP, _ROUND = 22.0, 34.0, 36.0, 9.0
_FULL = "一" * 7  # a word that fills a line of a task's name
_MOST = 5  # lines of a talk's name
_SIGNS = {"+": "M-5-5H5V5H-5zM-3 0H3M0-3V3", "call": "M-5-5H5V5H-5z"}
_LOOPS = {
    "loop": "M3-4A5 5 0 1 0 5 1M3-8V-4H-1",
    "sequential": "M-6-4H5M-6 0H5M-6 4H5",
    "parallel": "M-4-6V5M0-6V5M4-6V5",
}
_ENVELOPE = "M-7-5H7V5H-7zM-7-5L0 1L7-5"
_SIDE, _WIDE, _TALL, _PARTY = 190.0, 150.0, 56.0, 44.0


@dataclass(frozen=True)
class Picture:
    """A piece of a sheet, from 0 0 on, and the same in words."""

    width: float
    height: float
    body: str
    told: str


def draw_choreography(one: Choreography, language: str, key: str) -> Picture:
    """Its flow from left to right; each talk with its parties above and below its name."""
    padded = [
        replace(node, name=" ".join([*_name(one.talks[node.id]), _FULL, _FULL, _FULL]))
        if node.id in one.talks
        else node
        for node in one.flow.nodes
    ]
    texts = {flow.id: flow.name for flow in one.flow.flows}
    drawn = layout(replace(one.flow, nodes=tuple(padded)), wishes=Wishes(texts, {}))
    plain = replace(one.flow, nodes=tuple(node for node in one.flow.nodes if node.id not in one.talks))
    body = markup(plain, drawn, Show(language=language, texts=texts), key)
    body += "".join(
        _talk(talk, drawn.boxes[talk.id], language) for talk in one.talks.values() if talk.id in drawn.boxes
    )
    heading = f"{word('choreography', language)} {one.name}".strip()
    told = " ".join([f"{heading}.", *(_said(one, talk, language) for talk in one.talks.values())])
    shown = tag("g", body, transform=f"translate(0 {_HEAD:g})")
    return Picture(drawn.width, drawn.height + _HEAD, _heading(heading) + shown, told)


def draw_conversations(one: Conversations, language: str) -> Picture:
    """Parties at the left, what they talk about at the right, a double line for each that takes part."""
    high = max(len(one.parties) * (_PARTY + _GAP), len(one.topics) * (_TALL + _GAP)) - _GAP
    heading = f"{word('conversations', language)} {one.name}".strip()
    parties = _column(0.0, _WIDE, _PARTY, high, len(one.parties))
    topics = _column(_WIDE + _SIDE, _WIDE, _TALL, high, len(one.topics))
    at = dict(zip(one.parties, parties, strict=True))
    links = [
        _link(at[party], box)
        for topic, box in zip(one.topics, topics, strict=True)
        for party in topic.parties
    ]
    body = [*links, *(_party(name, box) for name, box in at.items())]
    body += [_topic(topic, box, language) for topic, box in zip(one.topics, topics, strict=True)]
    comma = word("comma", language)
    said = [word("talk", language, topic.name or topic.id, comma.join(topic.parties)) for topic in one.topics]
    shown = tag("g", "".join(body), transform=f"translate(0 {_HEAD:g})")
    return Picture(
        2 * _WIDE + _SIDE, high + _HEAD, _heading(heading) + shown, " ".join([f"{heading}.", *said])
    )


def stacked(pictures: Iterable[Picture], top: float) -> Picture:
    """Pieces under each other, the first at `top`; the height is that of everything."""
    width, y, body, told = 0.0, top, list[str](), list[str]()
    for one in pictures:
        body.append(tag("g", one.body, transform=f"translate(0 {y:g})"))
        told.append(one.told)
        width, y = max(width, one.width), y + one.height + _GAP
    return Picture(width, max(y - _GAP, 0.0), "\n".join(body), " ".join(told))


# --- talks ---


def _name(talk: Talk) -> list[str]:
    return wrap(talk.name or talk.id, TASK_WIDTH - 18, NODE_FONT, _MOST)


def _bands(talk: Talk) -> tuple[list[str], list[str]]:
    """Parties above, the one that begins first, and below."""
    others = [one for one in talk.parties if one != talk.first]
    if talk.first:
        return [talk.first], others
    return others[:1], others[1:]


def _talk(talk: Talk, box: Box, language: str) -> str:
    above, below = _bands(talk)
    frame = rect(box, _PAPER, _INK, 1.5, _ROUND)
    names = _name(talk)
    middle = (box.middle[0], box.middle[1] - (4 if talk.marker or talk.loop else 0))
    parts = [frame, _band(above, box, talk, top=True), _band(below, box, talk, top=False)]
    parts.append(rect(box, "none", _INK, 1.5, _ROUND))
    parts.append(lines(names, middle, NODE_FONT, _INK))
    signs = [_LOOPS.get(talk.loop, ""), _SIGNS["+"] if talk.marker == "+" else ""]
    signs = [sign for sign in signs if sign]
    for number, sign in enumerate(signs):
        at = box.middle[0] + 18 * (number - (len(signs) - 1) / 2), box.bottom - _BAND - 9
        parts.append(line(sign, at, _INK, 1.2))
    hint = tag("title", escape(_party_words(talk, language)))
    return tag("g", hint + "".join(parts), class_="node choreography", data_node=talk.id)


def _band(names: Sequence[str], box: Box, talk: Talk, *, top: bool) -> str:
    """One party's band, or several in one; an envelope where a party sends something."""
    if not names:
        return ""
    y = box.y if top else box.bottom - _BAND
    shade = _PAPER if top and talk.first in names else _SHADE
    low, high = (0.0, _ROUND) if top else (_ROUND, 0.0)
    back = tag(
        "path",
        d=_rounded(Box(box.x, y, box.width, _BAND), high, low),
        fill=shade,
        stroke=_INK,
        stroke_width=1,
    )
    sends = any(sender in names for sender, _ in talk.sent)
    room = box.width - 16 - 40 * sends
    (said,) = wrap(", ".join(names), room, LABEL_FONT, 1) or [""]
    label = text(said, (box.middle[0], y + 15), LABEL_FONT, _INK, text_anchor="middle")
    return back + label + (line(_ENVELOPE, (box.right - 16, y + _BAND / 2), _INK, 1) if sends else "")


def _rounded(box: Box, upper: float, lower: float) -> str:
    """A rectangle with round corners above or below."""
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    d = f"M{x + upper:g} {y:g}H{right - upper:g}"
    d += f"A{upper:g} {upper:g} 0 0 1 {right:g} {y + upper:g}" if upper else ""
    d += f"V{bottom - lower:g}"
    d += f"A{lower:g} {lower:g} 0 0 1 {right - lower:g} {bottom:g}" if lower else ""
    d += f"H{x + lower:g}"
    d += f"A{lower:g} {lower:g} 0 0 1 {x:g} {bottom - lower:g}" if lower else ""
    d += f"V{y + upper:g}"
    return d + (f"A{upper:g} {upper:g} 0 0 1 {x + upper:g} {y:g}" if upper else "") + "z"


def _party_words(talk: Talk, language: str) -> str:
    comma = word("comma", language)
    if not talk.first:
        return word("talk", language, talk.name or talk.id, comma.join(talk.parties) or "—")
    others = comma.join(one for one in talk.parties if one != talk.first) or "—"
    return word("begins_talk", language, talk.name or talk.id, talk.first, others)


def _said(one: Choreography, talk: Talk, language: str) -> str:
    """The talk in words: who, what is sent, what comes after it."""
    known = {node.id: node.name or node.id for node in one.flow.nodes}
    after = [known[flow.target] for flow in one.flow.flows if flow.source == talk.id]
    found = [_party_words(talk, language)]
    comma = word("comma", language)
    if sent := [name for _, name in talk.sent if name]:
        found.append(word("talk_sends", language, comma.join(sent)))
    if after:
        found.append(word("talk_next", language, comma.join(after)))
    return " ".join(found)


# --- conversations ---


def _column(x: float, wide: float, tall: float, high: float, count: int) -> list[Box]:
    """Boxes under each other, spread over the height."""
    step = high / count if count else 0.0
    return [Box(x, step * number + (step - tall) / 2, wide, tall) for number in range(count)]


def _party(name: str, box: Box) -> str:
    found = wrap(name, box.width - 16, NODE_FONT, 2)
    shape = rect(box, _PAPER, _INK, 1.5, 0) + lines(found, box.middle, NODE_FONT, _INK)
    return tag("g", tag("title", escape(name)) + shape, class_="party")


def _topic(topic: Topic, box: Box, language: str) -> str:
    """A hexagon; a thick border calls another, a sign has an inside."""
    cut = 22.0
    d = f"M{box.x:g} {box.middle[1]:g}L{box.x + cut:g} {box.y:g}H{box.right - cut:g}L{box.right:g} {box.middle[1]:g}"
    d += f"L{box.right - cut:g} {box.bottom:g}H{box.x + cut:g}z"
    shape = tag("path", d=d, fill=_PAPER, stroke=_INK, stroke_width=3.5 if topic.marker == "call" else 1.5)
    found = wrap(topic.name or topic.id, box.width - 2 * cut, LABEL_FONT, 3)
    shape += lines(
        found, (box.middle[0], box.middle[1] - (5 if topic.marker == "+" else 0)), LABEL_FONT, _INK
    )
    if topic.marker == "+":
        shape += line(_SIGNS["+"], (box.middle[0], box.bottom - 9), _INK, 1.2)
    hint = word("talk", language, topic.name or topic.id, word("comma", language).join(topic.parties) or "—")
    return tag("g", tag("title", escape(hint)) + shape, class_="node conversation", data_node=topic.id)


def _link(party: Box, topic: Box) -> str:
    """A double line."""
    d = f"M{party.right:g} {party.middle[1]:g}L{topic.x:g} {topic.middle[1]:g}"
    outer = tag("path", d=d, stroke=_LINE, stroke_width=5, fill="none")
    return outer + tag("path", d=d, stroke=_PAPER, stroke_width=2, fill="none")


def _heading(words: str) -> str:
    return text(words, (0.0, 14.0), NODE_FONT, _INK, font_weight="600")
