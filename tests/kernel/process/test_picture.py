"""The picture and its words: accessible, safe under a strict content policy, legible."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from lxml import etree
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel import process as bpmn
from minben.kernel.process.text import width, wrap
from tests.kernel.process.playing import model

SVG = "{http://www.w3.org/2000/svg}"

LANES = model(
    "s:start a:user x:exclusive b:user c:user t:timer@c w:user e:end",
    "s>a a>x x>b?ok x>a! b>c c>e t>w w>e",
    lanes={"window": "綜合窗口", "bureau": "市場監督管理局"},
    s={"lane": "window", "name": "遞交"},
    a={"lane": "window", "name": "收件並檢查材料是否齊全"},
    x={"lane": "window"},
    b={"lane": "bureau", "name": '<審查> & "核"'},
    c={"lane": "bureau", "name": "核發"},
    w={"lane": "bureau"},
    e={"lane": "window"},
)


def svg(process: bpmn.Process = LANES, **more: object) -> etree._Element:
    return etree.fromstring(bpmn.draw(process, **more).encode())  # type: ignore[arg-type]


def test_the_picture_has_a_role_a_title_and_a_description() -> None:
    root = svg(title="開餐廳")
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root.iter(f"{SVG}title", f"{SVG}desc")}
    assert named[root.get("aria-labelledby")] == "開餐廳"
    told = named[root.get("aria-describedby")] or ""
    assert "收件並檢查材料是否齊全（綜合窗口）" in told
    assert '<審查> & "核"' in told


def test_nothing_in_the_picture_breaks_a_strict_content_policy() -> None:
    for element in svg().iter():
        assert "style" not in element.attrib
        assert not any(key.startswith("on") for key in element.attrib)
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image")


def test_every_node_is_drawn_once_and_says_its_state_in_words() -> None:
    root = svg(marked=["b"], done=["a"], labels={"c": "3.2 天"})
    nodes = [group for group in root.iter(f"{SVG}g") if group.get("data-node")]
    groups = {group.get("data-node"): group for group in nodes}
    assert len(nodes) == len(groups)
    assert set(groups) == {node.id for node in LANES.nodes}
    hints = {node: group.findtext(f"{SVG}title") for node, group in groups.items()}
    assert hints["a"] == "收件並檢查材料是否齊全 · 已完成"
    assert hints["b"] == '<審查> & "核" · 目前位置'
    assert "3.2 天" in "".join(groups["c"].itertext())


def test_heat_changes_the_fill_and_keeps_the_text_readable() -> None:
    def look(heat: float) -> tuple[str | None, str | None]:
        group = next(one for one in svg(heat={"c": heat}).iter(f"{SVG}g") if one.get("data-node") == "c")
        return group.find(f"{SVG}rect").get("fill"), group.find(f"{SVG}text").get("fill")  # type: ignore[union-attr]

    assert look(0.0) == ("#ffffff", "#1d2b36")
    assert look(1.0) == ("#9e1f16", "#ffffff")


def test_lanes_are_bands_in_their_order_that_hold_their_nodes() -> None:
    drawn = bpmn.layout(LANES)
    assert drawn.lanes["window"].y + drawn.lanes["window"].height == drawn.lanes["bureau"].y
    for node in LANES.nodes:
        if node.lane:
            band, box = drawn.lanes[node.lane], drawn.boxes[node.id]
            assert band.y <= box.y
            assert box.y + box.height <= band.y + band.height
            assert box.x + box.width <= drawn.width


def test_flows_are_right_angled_and_begin_and_end_at_their_nodes() -> None:
    drawn = bpmn.layout(LANES)
    for flow in LANES.flows:
        points = drawn.flows[flow.id]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
        source, target = drawn.boxes[flow.source], drawn.boxes[flow.target]
        assert source.x <= points[0][0] <= source.x + source.width
        assert points[-1] == (target.x, target.y + target.height / 2)


def test_boundary_events_sit_on_their_host() -> None:
    drawn = bpmn.layout(LANES)
    timer, host = drawn.boxes["t"], drawn.boxes["c"]
    assert host.x < timer.x < host.x + host.width
    assert timer.y < host.y + host.height < timer.y + timer.height


def test_text_breaks_where_a_reader_expects() -> None:
    assert wrap("收件並檢查材料是否齊全", 90, 14) == ["收件並檢查材", "料是否齊全"]
    assert wrap("Check the application", 90, 14) == ["Check the", "application"]
    assert wrap("Perform emergency repair", 114, 14) == ["Perform", "emergency", "repair"], "words stay whole"
    assert wrap("申請人「（企業", 64, 14) == ["申請人", "「（企業"], "no line ends with an opening mark"
    assert wrap("", 90, 14) == []
    for text in ("一二三四五六七八九十" * 5, "x" * 80, "長 word 混合 text，標點。"):
        lines = wrap(text, 90, 14)
        assert len(lines) <= 3
        assert all(width(line, 14) <= 90 * 1.2 for line in lines)


def test_the_words_tell_who_and_what_next() -> None:
    rows = {row.node: row for row in bpmn.describe(LANES)}
    assert rows["a"].who == "綜合窗口"
    assert rows["a"].next == ('若 ok：<審查> & "核"', "否則 收件並檢查材料是否齊全")
    assert "x" not in rows
    english = {
        row.node: row for row in bpmn.describe(LANES, language="en", lane_names={"window": "Front desk"})
    }
    assert english["a"].who == "Front desk"
    assert english["a"].next[0].startswith("if ok: ")


def test_the_command_line_checks_and_draws(tmp_path: Path) -> None:
    good, bad, picture = tmp_path / "good.bpmn", tmp_path / "bad.bpmn", tmp_path / "good.svg"
    good.write_bytes(bpmn.write_bpmn(model("s:start a:user e:end", "s>a a>e")))
    bad.write_bytes(bpmn.write_bpmn(model("s:start a:user b:user e:end", "s>a a>e b>e")))
    runner = CliRunner()
    assert runner.invoke(app, ["process", "check", str(good)]).exit_code == 0
    result = runner.invoke(app, ["process", "check", str(bad)])
    assert result.exit_code == 1
    assert f"{bad}:" in result.output
    assert "No way leads here" in result.output
    assert runner.invoke(app, ["process", "draw", str(good), "--out", str(picture)]).exit_code == 0
    assert etree.parse(picture).getroot().get("role") == "img"
    bad.write_bytes(b"<a/>")
    assert runner.invoke(app, ["process", "draw", str(bad), "--out", str(picture)]).exit_code == 2


def test_two_versions_are_drawn_with_what_differs_and_where_cases_stand(tmp_path: Path) -> None:
    old = model("s:start a:user b:user e:end", "s>a a>b b>e", a={"name": "Check"}, b={"name": "Sign"})
    new = model("s:start a:user c:user e:end", "s>a a>c c>e", a={"name": "Check all"}, c={"name": "Seal"})
    before, after = bpmn.pictures(old, new, language="en", standing={"a": 2, "b": 7}, steps={"b": "c"})

    def note(drawn: str, node: str) -> str:
        found = etree.fromstring(drawn.encode()).find(f".//{SVG}g[@data-node='{node}']")
        return " ".join(found.itertext())

    assert "here: 2" in note(before, "a")
    assert "here: 7" in note(before, "b")
    assert "changed" in note(after, "a")
    assert "new · arriving: 7" in note(after, "c")
    assert "goes" in note(bpmn.pictures(old, new, language="en")[0], "b")
    assert "to decide: 7" in note(
        bpmn.pictures(old, new, language="en", standing={"b": 7}, steps={"b": ""})[0], "b"
    )
    both = etree.fromstring(bpmn.stacked((before, after)).encode())
    ids = [element.get("id") for element in both.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "names within one document are unique"
    files = [tmp_path / name for name in ("old.bpmn", "new.bpmn", "both.svg")]
    for process, file in zip((old, new), files, strict=False):
        file.write_bytes(bpmn.write_bpmn(process))
    done = CliRunner().invoke(
        app, ["process", "diff", *map(str, files[:2]), "--picture", str(files[2]), "--language", "en"]
    )
    assert done.exit_code == 0, done.output
    assert "“Check” is now called “Check all”." in done.output
    assert len(etree.parse(files[2]).getroot().findall(f"{SVG}svg")) == 2
