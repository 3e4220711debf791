"""Paper says exactly what the page says."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from minben.kernel.eventlog import Event, EventLog, from_events
from minben.kernel.mining import analyse, discovered, picture_of, printable, sections
from minben.kernel.mining.printable import blocks
from minben.kernel.mining.texts import Language
from tests.kernel.mining.test_questions import HOUR, real

LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant", "zh-Hans")
NAMES = ("receive", "審查 & <b>", '#panic("x")', "$a$ *b*")


def words(found: list[dict[str, Any]]) -> str:
    """All texts of some blocks, without white space."""
    said: list[str] = []
    for block in found:
        said += [block.get("text", ""), block.get("caption", "")]
        said += [part for pair in block.get("pairs", []) for part in pair]
        said += [head["text"] for head in block.get("heads", [])]
        for row in block.get("rows", []):
            said += [text for cell in row for text in (cell.get("text", ""), *cell.get("path", []))]
    return "".join("".join(said).split())


def visible(inner: str) -> str:
    """The text of a section's HTML, without drawings and white space."""
    root = html.fragment_fromstring(inner, create_parent="div")
    etree.strip_elements(root, "svg", with_tail=False)
    return "".join(root.text_content().split())


def log_of(traces: list[list[int]]) -> EventLog:
    return from_events(
        Event(f"c{case}", NAMES[step], (case * 50 + at) * HOUR, f"p{step % 2}")
        for case, trace in enumerate(traces)
        for at, step in enumerate(trace)
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=12),
    st.sampled_from(LANGUAGES),
)
def test_every_word_of_the_page_is_on_paper(traces: list[list[int]], language: Language) -> None:
    log = log_of(traces)
    found, process = discovered(log)
    analysis = analyse(log, found)
    picture = picture_of(analysis, process, language)
    for _key, _title, inner in sections(analysis, picture, language):
        assert words(list(blocks(inner))) == visible(inner)


def test_the_report_of_a_real_log_is_whole() -> None:
    log = real("receipt_wabo.xes.gz")
    found, process = discovered(log)
    analysis = analyse(log, found)
    paper = printable(analysis, picture_of(analysis, process, "en"), "en")
    assert [part["key"] for part in paper["sections"]] == [
        key for key, _, _ in sections(analysis, "<svg/>", "en")
    ]
    every = [block for part in paper["sections"] for block in part["blocks"]]
    drawing = next(block for block in every if block["kind"] == "picture")
    assert etree.fromstring(drawing["svg"].encode()).get("viewBox")
    assert drawing["width"] > drawing["height"] > 100
    bars = [cell["bar"] for block in every for row in block.get("rows", []) for cell in row if "bar" in cell]
    assert len(bars) > 50
    assert max(bars) <= 1


def test_a_caption_that_repeats_its_heading_is_left_out() -> None:
    for part in printable(analysis_of_two(), "", "zh-Hant")["sections"]:
        heading = part["title"]
        for block in part["blocks"]:
            heading = block["text"] if block["kind"] == "heading" else heading
            assert block.get("caption", "") != heading


def analysis_of_two() -> Any:
    log = log_of([[0, 1, 0, 2], [0, 1, 2]])
    return analyse(log, discovered(log)[0])
