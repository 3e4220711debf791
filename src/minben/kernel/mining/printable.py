"""The report as plain data that a typesetter can set: titles, sentences, tables, drawings. Serves the report on paper.

The sections' own HTML is read back, so that paper says exactly what the page says, and no second report can go astray.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from lxml import etree, html

from minben.kernel.mining.analysis import Analysis
from minben.kernel.mining.report import sections
from minben.kernel.mining.texts import Language, say

Block: TypeAlias = dict[str, Any]
Element: TypeAlias = Any  # lxml.html.HtmlElement, which has no types of its own
TONES = ("warm", "late")


def printable(analysis: Analysis, svg: str, language: Language = "en") -> dict[str, Any]:
    """{title, name, span, made, language, sections: [{title, blocks}]}; every text as it stands on the page.

    A block is {kind, …}: `note`, `heading` and `finding` have a text (a finding its tone); `figures` pairs [label,
    value]; `table` a caption, heads [{text, numeric, bar}] and rows of cells, each {text}, {bar, tone} or {path};
    `picture` svg, width and height.
    """
    log = analysis["log"]
    first, last = log["first"], log["last"]
    return {
        "title": say("title", language),
        "name": log["name"],
        "span": say("from_to", language, first=first[:10], last=last[:10]) if first else "",
        "made": say("x_made", language),
        "language": language,
        "sections": [
            {"key": key, "title": title, "blocks": _without_echoes(title, blocks(inner))}
            for key, title, inner in sections(analysis, svg, language)
        ],
    }


def _without_echoes(title: str, found: Iterable[Block]) -> list[Block]:
    """The blocks, where a caption that only repeats the heading above it is left out; it is there for listeners."""
    kept: list[Block] = []
    above = title
    for block in found:
        above = block["text"] if block["kind"] == "heading" else above
        kept.append({**block, "caption": ""} if block.get("caption") == above else block)
    return kept


def blocks(inner: str) -> Iterator[Block]:
    """What a section's HTML holds, in order."""
    for element in html.fragment_fromstring(inner, create_parent="div"):
        yield from _block(element)


def _block(element: Element) -> Iterator[Block]:
    reader = _READERS.get(element.tag)
    if reader is not None:
        yield from reader(element)
        return
    if (element.text or "").strip():
        yield {"kind": "note", "text": _text(element)}
    for child in element:
        yield from _block(child)


def _text(element: Element) -> str:
    return " ".join(element.text_content().split())


def _note(element: Element) -> Iterator[Block]:
    yield {"kind": "note", "text": _text(element)}


def _heading(element: Element) -> Iterator[Block]:
    yield {"kind": "heading", "text": _text(element)}


def _list(element: Element) -> Iterator[Block]:
    for item in element.iterchildren("li"):
        yield {"kind": "finding", "tone": _tone(item), "text": _text(item)}


def _figures(element: Element) -> Iterator[Block]:
    pairs = [[_text(part.find("dt")), _text(part.find("dd"))] for part in element.iterchildren("div")]
    yield {"kind": "figures", "pairs": pairs}


def _picture(element: Element) -> Iterator[Block]:
    for drawing in element.iter("svg"):
        width, height = (float(part) for part in drawing.get("viewbox").split()[2:])
        yield {"kind": "picture", "svg": _svg(drawing), "width": width, "height": height}


def _svg(drawing: Element) -> str:
    """The drawing as a file of its own; names that HTML writes in small letters are written as SVG wants them."""
    text = etree.tostring(drawing, encoding="unicode", with_tail=False)
    for name in ("viewBox", "preserveAspectRatio", "markerWidth", "markerHeight", "refX", "refY"):
        text = text.replace(f" {name.lower()}=", f" {name}=")
    return text


def _table(element: Element) -> Iterator[Block]:
    caption, top = element.find("caption"), element.find("thead/tr")
    yield {
        "kind": "table",
        "caption": "" if caption is None else _text(caption),
        "heads": [{"text": _text(cell), **_column(cell)} for cell in top],
        "rows": [[_cell(cell) for cell in row] for row in element.findall("tbody/tr")],
    }


def _column(cell: Element) -> dict[str, bool]:
    names = (cell.get("class") or "").split()
    return {"numeric": "n" in names, "bar": "bar" in names}


def _cell(cell: Element) -> Block:
    path = cell.find("ol")
    if path is not None:
        return {"path": [_text(step) for step in path]}
    if "bar" in (cell.get("class") or "").split():
        fill = cell.find(".//rect")
        share = 0.0 if fill is None else float(fill.get("width")) / 100
        return {"bar": share, "tone": "" if fill is None else _tone(fill)}
    return {"text": _text(cell)}


def _tone(element: Element) -> str:
    names = (element.get("class") or "").split()
    return next((tone for tone in TONES if tone in names), "")


_READERS = {
    "p": _note,
    "h3": _heading,
    "summary": _heading,
    "ul": _list,
    "dl": _figures,
    "figure": _picture,
    "table": _table,
}
