"""Draw a whole file as accessible SVG: its pools, what they send each other, remarks and data beside the flow."""

from __future__ import annotations

from html import escape

from .describe import describe
from .document import Document, content
from .draw import Show, document, lane_markup, markup
from .draw_together import Picture, draw_choreography, draw_conversations, stacked
from .layout import Wishes
from .model import Artifact, Association, MessageFlow
from .read import parse
from .sheet import Part, Sheet, place
from .sizes import LABEL_FONT, LABEL_LINE, Box, flow_lines, label, note_lines
from .svg import line, lines, rounded, tag, text
from .together import choreographies, conversations
from .words import word

_INK, _LINE, _PAPER = "#1d2b36", "#5b6b78", "#ffffff"
_DATA = {"input": "M-6 0H3M0-4L4 0L0 4", "output": "M-6-3H1V-6L7 0L1 6V3H-6z"}


def draw_document(of: Document, *, title: str = "", language: str = "zh-Hant", expanded: bool = True) -> str:
    """The file as an SVG document, in our own layout."""
    show = Show(
        language=language,
        lane_names={lane: name for process in of.processes for lane, name in process.lanes.items()},
        texts={flow.id: flow.name for process in of.processes for flow in process.flows},
    )
    sheet = place(content(of, Wishes(show.texts, show.lane_names)), expanded=expanded)
    key = of.processes[0].id if of.processes else "minben"
    framed = sheet.head > 0
    parts = [
        *(_frame(part, number, sheet.head) for number, part in enumerate(sheet.parts) if framed),
        *(markup(part.process, part.drawn, show, key) for part in sheet.parts if part.process and part.drawn),
        *(_group(one, sheet.boxes[one.id]) for one in sheet.artifacts if one.kind == "group"),
        *(_artifact(one, sheet.boxes[one.id], language) for one in sheet.artifacts if one.kind != "group"),
        *(_association(key, one, sheet) for one in sheet.associations),
        *(_message(key, one, sheet) for one in sheet.messages),
    ]
    more = _together(of, sheet, language, key)
    name = title or _titled(sheet, language, more)
    size = max(sheet.width if sheet.parts else 0.0, more.width), more.height or sheet.height
    words = " ".join(filter(None, (told(sheet, language), more.told)))
    return document(key, name, words, size, language, "\n".join([*parts, more.body]))


def _titled(sheet: Sheet, language: str, more: Picture) -> str:
    if len(sheet.parts) == 1:
        return sheet.parts[0].name
    if not sheet.parts and more.body:
        return word("choreography", language)
    return word("pools", language, len(sheet.parts))


def _together(of: Document, sheet: Sheet, language: str, key: str) -> Picture:
    """What the parties do together, under what each does by itself."""
    root = parse(of.source, "") if of.source else None
    if root is None:
        return Picture(0.0, 0.0, "", "")
    pictures = [draw_choreography(one, language, key) for one in choreographies(root)]
    pictures += [draw_conversations(one, language) for one in conversations(root)]
    return stacked(pictures, sheet.height + 36 if sheet.parts else 0.0) if pictures else stacked([], 0.0)


def told(sheet: Sheet, language: str) -> str:
    """The picture in a paragraph: each pool with its steps, what is sent, what is remarked."""
    found: list[str] = []
    for part in sheet.parts:
        if part.process is None:
            found.append(word("black_box", language, part.name or word("nobody", language)))
            continue
        rows = [row for row in describe(part.process, language=language) if row.kind not in ("start", "end")]
        found.append(word("pool_steps", language, part.name, len(rows)))
        found += [
            word("list", language, row.step, row.who, word("comma", language).join(row.next) or "—")
            for row in rows
        ]
    names = _names(sheet)
    for one in sheet.messages:
        ends = (names.get(one.source, one.source), names.get(one.target, one.target))
        found.append(word("sends", language, *ends, one.name or word("message", language)))
    for one in sheet.artifacts:
        if one.name:
            found.append(
                word("beside", language, word(f"artifact_{one.kind}", language), " ".join(one.name.split()))
            )
    return " ".join(found)


def _names(sheet: Sheet) -> dict[str, str]:
    """What pools and steps are called; a step with its pool."""
    found = {part.pool.id: part.name for part in sheet.parts if part.pool}
    for part in sheet.parts:
        for node in part.process.nodes if part.process else ():
            found[node.id] = f"{part.name} {node.name or node.id}".strip()
    return found


def _frame(part: Part, number: int, head: float) -> str:
    many = line("M-4-6V5M0-6V5M4-6V5", (head / 2, part.box.bottom - 10), _INK, 1.2)
    shown = lane_markup(part.box, part.name, number, head)
    return shown + (many if part.pool and part.pool.many else "")


def _association(key: str, one: Association, sheet: Sheet) -> str:
    paint: dict[str, str | float] = {
        "fill": "none",
        "stroke": _LINE,
        "stroke-width": 1.2,
        "stroke-dasharray": "1 4",
    }
    paint |= {"stroke-linecap": "round"}
    if one.arrow != "none":
        paint["marker-end"] = f"url(#{key}-open)"
    if one.arrow == "both":
        paint["marker-start"] = f"url(#{key}-open)"
    return tag("path", "", class_="association", d=rounded(sheet.lines[one.id]), **paint)


def _message(key: str, one: MessageFlow, sheet: Sheet) -> str:
    paint: dict[str, str | float] = {
        "fill": "none",
        "stroke": _LINE,
        "stroke-width": 1.5,
        "stroke-dasharray": "7 5",
    }
    paint |= {"marker-start": f"url(#{key}-sent)", "marker-end": f"url(#{key}-open)"}
    hint = tag("title", escape(one.name or one.id))
    drawn = tag("path", hint, class_="message", d=rounded(sheet.lines[one.id]), data_message=one.id, **paint)
    if one.id not in sheet.labels:
        return drawn
    (x, y), words = sheet.labels[one.id], flow_lines(one.name)
    halo: dict[str, str | float] = {"stroke": _PAPER, "stroke-width": 4, "paint-order": "stroke"}
    top = y - (len(words) - 1) * LABEL_LINE
    said = (text(part, (x, top + n * LABEL_LINE), LABEL_FONT, _INK, **halo) for n, part in enumerate(words))
    return drawn + tag("g", "".join(said), class_="flow-text")


def _artifact(one: Artifact, box: Box, language: str) -> str:
    hint = tag("title", escape(f"{word(f'artifact_{one.kind}', language)} · {one.name}".rstrip(" ·")))
    if one.kind == "annotation":
        return tag("g", hint + _annotation(one, box), class_="artifact", data_node=one.id)
    shape = _store(box) if one.kind == "store" else _sheet(one, box)
    found = label(one.name)
    y = box.bottom + 6 + len(found) * LABEL_LINE / 2
    return tag(
        "g",
        hint + shape + lines(found, (box.middle[0], y), LABEL_FONT, _INK),
        class_="artifact",
        data_node=one.id,
    )


def _annotation(one: Artifact, box: Box) -> str:
    """A bracket at the left, the text beside it."""
    d = f"M{box.x + 10:g} {box.y:g}H{box.x:g}V{box.bottom:g}H{box.x + 10:g}"
    said = (
        text(words, (box.x + 8, box.y + 18 + n * LABEL_LINE), LABEL_FONT, _INK)
        for n, words in enumerate(note_lines(one.name))
    )
    back = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=_PAPER, opacity=0.85)
    return back + tag("path", d=d, fill="none", stroke=_INK, stroke_width=1.5) + "".join(said)


def _sheet(one: Artifact, box: Box) -> str:
    """A page with a folded corner; an arrow for what comes in or goes out, three lines for several."""
    fold = 10
    d = f"M{box.x:g} {box.y:g}H{box.right - fold:g}L{box.right:g} {box.y + fold:g}V{box.bottom:g}H{box.x:g}z"
    d += f"M{box.right - fold:g} {box.y:g}V{box.y + fold:g}H{box.right:g}"
    shape = tag("path", d=d, fill=_PAPER, stroke=_INK, stroke_width=1.3)
    if one.kind in _DATA:
        fill = _INK if one.kind == "output" else "none"
        shape += line(_DATA[one.kind], (box.x + 12, box.y + 12), _INK, 1.2, fill=fill)
    if one.many:
        shape += line("M-4-6V5M0-6V5M4-6V5", (box.middle[0], box.bottom - 8), _INK, 1.2)
    return shape


def _store(box: Box) -> str:
    """A drum."""
    r, rim = box.width / 2, 6
    top, low = box.y + rim, box.bottom - rim
    d = f"M{box.x:g} {top:g}A{r:g} {rim} 0 0 1 {box.right:g} {top:g}V{low:g}A{r:g} {rim} 0 0 1 {box.x:g} {low:g}z"
    d += f"M{box.x:g} {top:g}A{r:g} {rim} 0 0 0 {box.right:g} {top:g}"
    return tag("path", d=d, fill=_PAPER, stroke=_INK, stroke_width=1.3)


def _group(one: Artifact, box: Box) -> str:
    paint: dict[str, str | float] = {
        "fill": "none",
        "stroke": _LINE,
        "stroke-width": 1.5,
        "stroke-dasharray": "8 4 2 4",
    }
    shape = tag("rect", "", x=box.x, y=box.y, width=box.width, height=box.height, rx=10, **paint)
    halo: dict[str, str | float] = {"stroke": _PAPER, "stroke-width": 4, "paint-order": "stroke"}
    name = text(one.name, (box.x + 12, box.y + 5), LABEL_FONT, _INK, **halo) if one.name else ""
    return tag("g", tag("title", escape(one.name or one.id)) + shape + name, class_="group", data_node=one.id)
