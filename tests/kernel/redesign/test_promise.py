"""What reforms promise, held against simulation: same applicants, same luck, honest verdicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from minben.kernel.pack import Place, Promise, before_and_after, read_place
from minben.kernel.process import changes
from minben.kernel.redesign import Figure, Interval, Score, Shown, check_promises, score, trial
from minben.kernel.redesign.applicants import Applicants
from minben.kernel.simulation import Game

LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"
DRAFT, DONE = "licence-on-the-spot", "items-in-parallel"


@pytest.fixture(scope="module")
def place() -> Place:
    return read_place(LANTING)


def shown(place: Place, reform: str, **promise: object) -> tuple[Shown, ...]:
    """The trial of a reform, its first promise replaced."""
    service = place.services["open-a-restaurant"]
    found = service.reform(reform)
    assert found is not None
    if promise:
        found = replace(found, promises=(replace(found.promises[0], **promise),))
    return trial(place, service, found)


def test_the_simulation_supports_what_the_citys_reforms_promise() -> None:
    assert check_promises(LANTING) == []


def test_the_same_trial_gives_the_same_figures(place: Place) -> None:
    assert shown(place, DRAFT) == shown(place, DRAFT)


@pytest.mark.parametrize(
    ("promise", "verdict"),
    [
        ({"after": 0.2}, "weaker"),
        ({"before": 5.0}, "other_start"),
        ({"direction": "more", "after": 4.0}, "opposite"),
        ({"measure": "item_days", "item": "sign", "before": 4.3, "after": 2.0}, "not_shown"),
        ({"after": 1.4}, "supported"),
    ],
)
def test_a_claim_is_held_against_what_comes_out(
    place: Place, promise: dict[str, object], verdict: str
) -> None:
    (one,) = shown(place, DRAFT, **promise)
    assert one.verdict == verdict, one.figure


def test_the_limits_of_a_verdict_by_hand() -> None:
    promise = Promise("mean_days", "day", "less", 10.0, 8.0)
    before = Interval(10.0, 9.5, 10.5)
    after = Interval(8.2, 7.9, 8.5)
    assert Shown(promise, Figure(before, after, Interval(-1.8, -2.0, -1.6))).verdict == "supported"
    assert (
        Shown(replace(promise, after=7.8), Figure(before, after, Interval(-1.8, -2, -1.6))).verdict
        == "weaker"
    )
    assert Shown(promise, Figure(before, before, Interval(0.0, -0.1, 0.1))).verdict == "not_shown"


def test_a_deployed_reform_is_compared_with_what_was_before(place: Place) -> None:
    service = place.services["open-a-restaurant"]
    reform = service.reform(DONE)
    assert reform is not None
    before, after = before_and_after(place, service, reform)
    assert after is service
    said = changes(before.process, after.process, language="en", following=False)
    assert "“各部門同時辦理” is new." in said
    assert not any("join" in one for one in said)  # ways that meet are no news


def test_rules_decide_the_way_and_not_the_dice(place: Place) -> None:
    """Whoever has no licence meets the licence's gateway; whoever has one does not."""
    service = place.services["open-a-restaurant"]
    game = Game(service.process)
    applicants = Applicants(place, service, game, seed=1, cases=40)
    for number, way in enumerate(applicants.ways()):
        said = applicants._said(number)
        asked = way["business_licence_needed"] == ["business_licence_is_needed"]
        assert asked == (said["shop.has_licence"] == "false")
        large = said["shop.eats_on_site"] == "true" and int(said["shop.area"]) >= 100
        assert (way["fire_inspection_needed"] == ["fire_inspection_is_needed"]) == large


def test_what_the_simulation_does_not_support_is_told_with_file_and_figures(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "lanting"
    shutil.copytree(LANTING, folder)
    file = folder / "services" / "open-a-restaurant" / "reforms" / DRAFT / "promise.yaml"
    file.write_text(file.read_text("utf-8").replace("after: 1.3", "after: 0.1"), "utf-8")
    (found,) = check_promises(folder)
    assert found.file == str(file)
    assert found.severity == "error"
    assert "does not support the promise: 2.3 to 0.1 day is promised" in found.message
    assert found.advice


@pytest.mark.demonstrates("R35")
def test_a_reform_is_scored_as_streamlined_unified_and_effective_with_numbers_before_and_after(
    place: Place,
) -> None:
    service = place.services["open-a-restaurant"]
    draft, done = service.reform(DRAFT), service.reform(DONE)
    assert draft is not None
    assert done is not None
    scores = score(place, service, draft)
    assert {one.principle for one in scores} == {"streamlined", "unified", "effective"}
    found = {one.key: one for one in scores}
    rule = found["by_rule"].figure
    assert (rule.before.mean, rule.after.mean, found["by_rule"].change) == (1, 2, "better")
    assert found["steps_by_hand"].change == "better"
    assert found["mean_days"].change == "same"  # the licence is on nobody's longest way
    questions = sum(len(page.questions) for page in service.form) + len(service.guiding)
    assert found["questions"].figure.before.mean == questions
    parallel = {one.key: one.change for one in score(place, service, done)}
    assert (parallel["mean_days"], parallel["p90_days"], parallel["offices"]) == ("better", "better", "same")


def test_more_of_what_should_be_less_is_worse() -> None:
    figure = Figure(Interval(3, 3, 3), Interval(4, 4, 4), Interval(1, 1, 1))
    assert Score("streamlined", "questions", figure).change == "worse"
    assert Score("unified", "by_rule", figure, less=False).change == "better"
