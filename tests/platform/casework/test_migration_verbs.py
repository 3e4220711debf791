"""`minben migration`: propose, check, apply, undo, and what each says when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from benchmarks.packs import DECIDE, SERVICE, begin, chain, process, publish
from minben.cli import app
from minben.platform.casework.models import Case
from tests.platform.casework.test_migrating import NEW, OLD

pytestmark = pytest.mark.django_db


def say(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["migration", *words])
    assert done.exit_code == code, done.output
    return done.output


def test_a_case_is_moved_and_taken_back_from_the_command_line(city: str, tmp_path: Path) -> None:
    case, plan = begin(publish(OLD)), tmp_path / "plan.json"
    publish(NEW)
    said = say("propose", SERVICE, "--out", str(plan), "--language", "en")
    assert "1 open cases: 1 moves, 0 needs decision, 0 stays." in said
    assert "“Done by a person” is new." in said
    drawn = etree.fromstring((tmp_path / "plan.svg").read_bytes())
    versions = drawn.findall("{*}svg")
    assert [one.get("y") for one in versions] == [
        None,
        str(float(versions[0].get("height")) + 24).removesuffix(".0"),
    ]
    words = ["".join(one.itertext()) for one in versions]
    assert "here: 1" in words[0], "where cases stand"
    assert "new · arriving: 1" in words[1], "and where they go"
    assert json.loads(plan.read_text())["steps"] == {"decide": "review"}
    assert "1 moves" in say("check", str(plan))
    assert "1 cases moved, 0 left" in say("apply", str(plan))
    assert Case.objects.get(pk=case.pk).process
    assert "0 cases moved" in say("apply", str(plan))
    assert "back under the version" in say("undo", case.number)
    assert Case.objects.get(pk=case.pk).process == ""
    assert "was not moved" in say("undo", case.number, code=2)


def test_what_cannot_be_planned_is_said(city: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert "no such service" in say("propose", "nothing", "--out", str(plan), code=2)
    publish(OLD)
    assert "none with open cases" in say("propose", SERVICE, "--out", str(plan), code=2)
    for text in (OLD, NEW):
        begin(publish(text))
    publish(process(DECIDE + '<exclusiveGateway id="g"/>' + chain("s", "decide", "g", "e")))
    assert say("propose", SERVICE, "--out", str(plan), code=2).count("1 open cases") == 2
    plan.write_text("{}")
    assert "A plan says service, source, target, steps" in say("check", str(plan), code=2)


def test_verify_plays_every_case_and_finds_one_that_was_altered(city: str) -> None:
    case = begin(publish(OLD))
    done = CliRunner().invoke(app, ["verify", "--cases"])
    assert done.exit_code == 0, done.output
    assert f"{city}: every case is what its journal says" in done.output
    Case.objects.filter(pk=case.pk).update(state={**case.state, "data": {"granted": True}})
    done = CliRunner().invoke(app, ["verify", "--cases"])
    assert done.exit_code == 1
    assert case.number in done.output
