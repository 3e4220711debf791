"""Choreographies and conversations are drawn: every talk, party and line, in words too, in three languages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree

from minben.kernel import process as bpmn
from minben.kernel.process.draw_together import draw_choreography, draw_conversations
from minben.kernel.process.together import choreographies, conversations
from tests.kernel.process import wild

BOTH = "<participantRef>a</participantRef><participantRef>b</participantRef>"
TALKS = f"""
<message id="m1" name="報價"/>
<choreography id="ch" name="採購協商">
  <participant id="a" name="市場監督管理局"/><participant id="b" name="申請人"/><participant id="c" name="銀行"/>
  <messageFlow id="f1" name="申請書" sourceRef="b" targetRef="a"/>
  <messageFlow id="f2" sourceRef="a" targetRef="b" messageRef="m1"/>
  <startEvent id="s"/>
  <choreographyTask id="t1" name="遞交申請與補正通知" initiatingParticipantRef="b">{BOTH}
    <messageFlowRef>f1</messageFlowRef><messageFlowRef>f2</messageFlowRef></choreographyTask>
  <exclusiveGateway id="x" name="要繳費嗎"/>
  <choreographyTask id="t2" name="Pay the fee and confirm that it has been received" initiatingParticipantRef="b"
    loopType="Standard"><participantRef>b</participantRef><participantRef>c</participantRef></choreographyTask>
  <subChoreography id="sc" name="聽證">{BOTH}<participantRef>c</participantRef><startEvent id="s2"/>
    <callChoreography id="t3" name="通知" initiatingParticipantRef="a">{BOTH}</callChoreography>
    <sequenceFlow id="g1" sourceRef="s2" targetRef="t3"/></subChoreography>
  <endEvent id="e"/>
  <sequenceFlow id="h1" sourceRef="s" targetRef="t1"/><sequenceFlow id="h2" sourceRef="t1" targetRef="x"/>
  <sequenceFlow id="h3" name="是" sourceRef="x" targetRef="t2"/><sequenceFlow id="h4" sourceRef="x" targetRef="sc"/>
  <sequenceFlow id="h5" sourceRef="t2" targetRef="e"/><sequenceFlow id="h6" sourceRef="sc" targetRef="gone"/>
</choreography>"""
TOPICS = """
<collaboration id="co" name="許可">
  <participant id="p1" name="市民"/><participant id="p2" name="局"/><participant id="p3" name="消防局"/>
  <conversation id="k1" name="遞交申請"><participantRef>p1</participantRef><participantRef>p2</participantRef>
  </conversation>
  <subConversation id="k2" name="會簽意見"><participantRef>p2</participantRef><participantRef>p3</participantRef>
    <conversation id="k4" name="勘察"><participantRef>p3</participantRef></conversation></subConversation>
  <callConversation id="k3" name="Appeal"/><conversationLink id="l" sourceRef="p1" targetRef="k3"/>
</collaboration>"""


def document(*parts: str) -> bpmn.Document:
    head = f'<definitions xmlns="{wild.MODEL}" targetNamespace="t">'
    return bpmn.read_document(f"{head}{''.join(parts)}</definitions>".encode())


def root(of: bpmn.Document) -> etree._Element:
    return etree.fromstring(of.source)


def test_a_choreography_is_read_with_its_parties_and_messages() -> None:
    whole, inner = choreographies(root(document(TALKS)))
    first, second, sub = whole.talks.values()
    assert (first.parties, first.first) == (("市場監督管理局", "申請人"), "申請人")
    assert first.sent == (("申請人", "申請書"), ("市場監督管理局", "報價"))
    assert (second.loop, sub.marker, sub.parties) == ("loop", "+", ("市場監督管理局", "申請人", "銀行"))
    assert [flow.id for flow in whole.flow.flows] == ["h1", "h2", "h3", "h4", "h5"], (
        "what leads nowhere is left out"
    )
    assert (inner.name, [talk.marker for talk in inner.talks.values()]) == ("聽證", ["call"])


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_everything_is_drawn_and_told(language: str) -> None:
    picture = bpmn.draw_document(document(TALKS, TOPICS), language=language)
    drawn = etree.fromstring(picture.encode())
    for name in ("s", "t1", "x", "t2", "sc", "s2", "t3", "e", "k1", "k2", "k3", "k4"):
        assert picture.count(f'data-node="{name}"') == 1, name
    assert (drawn.get("role"), drawn.get("lang")) == ("img", language)
    told = "".join(drawn.find("{*}desc").itertext())  # type: ignore[union-attr]
    for word in ("申請人", "銀行", "申請書", "報價", "聽證", "遞交申請", "Appeal", "消防局"):
        assert word in told, word
    assert "style=" not in picture
    assert "<script" not in picture


def test_a_party_stands_in_each_band_and_bands_leave_room_for_the_name() -> None:
    whole, _ = choreographies(root(document(TALKS)))
    body = etree.fromstring(f"<g>{draw_choreography(whole, 'en', 'k').body}</g>")
    for talk in whole.talks.values():
        (group,) = body.iterfind(f".//g[@data-node='{talk.id}']")
        said = [("".join(one.itertext()), float(str(one.get("y")))) for one in group.iter("text")]
        frame = next(one for one in group.iter("rect"))
        top, high = float(str(frame.get("y"))), float(str(frame.get("height")))
        names = {name for name, y in said if top + 22 < y < top + high - 22 + 4}
        bands = [name for name, y in said if y <= top + 22 or y > top + high - 22]
        assert len(bands) == 2, "one party above, the others below"
        assert names, talk.id
        assert all(top < y < top + high for _, y in said)


def test_parties_and_topics_do_not_overlap_and_every_link_is_drawn() -> None:
    (one,) = conversations(root(document(TOPICS)))
    assert [topic.parties for topic in one.topics] == [
        ("市民", "局"),
        ("局", "消防局"),
        ("消防局",),
        ("市民",),
    ]
    picture = draw_conversations(one, "en")
    assert picture.body.count("<path") == 2 * 6 + 4 + 1, "two strokes a link, a hexagon each, one sign"
    tops = sorted(float(y) for y in re.findall(r'<rect [^>]*?y="([\d.]+)"', picture.body))
    assert all(after - before > 44 for before, after in pairwise(tops))


def test_files_of_the_whole_schema_draw_theirs_too() -> None:
    picture = bpmn.draw_document(bpmn.read_document(wild.file(wild.Dress("x"))))
    for name in ("ct", "cc", "con", "cn"):
        assert f'data-node="{name}"' in picture, name


def test_hostile_names_stay_text() -> None:
    bad = TALKS.replace("採購協商", "&lt;script&gt;x&lt;/script&gt;").replace("申請人", "&quot;&gt;&lt;b&gt;")
    picture = bpmn.draw_document(document(bad))
    assert "<script" not in picture
    assert etree.fromstring(picture.encode()) is not None
