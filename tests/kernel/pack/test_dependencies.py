"""What a change touches, what each step is for, what is there already, the same item in two places."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.finding import InputError
from minben.kernel.pack import (
    Thing,
    between,
    between_versions,
    changes,
    check_place,
    dependencies,
    impact,
    read_place,
    reusable,
    served,
    things,
)

LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"
ADDRESS = Thing("element", "person.address")


def test_every_dependency_joins_two_parts_that_the_place_has() -> None:
    place = read_place(LANTING)
    known = things(place)
    joined = dependencies(place)
    assert {end for each in joined for end in (each.user, each.used)} <= set(known)
    assert {each.user.kind for each in joined} > {
        "item",
        "step",
        "decision",
        "page",
        "register",
        "card",
        "reform",
    }


@pytest.mark.demonstrates("R7")
def test_a_register_is_followed_to_the_steps_that_rest_on_what_it_answers(city: Callable) -> None:
    place = read_place(city("elder-allowance").folder)
    touched = {each.thing: each.chain for each in impact(place, [Thing("register", "benefit")])}
    assert [step.how for step in touched[Thing("decision", "elder-allowance/refusals")]] == [
        "answers",
        "applies",
    ]
    assert [step.used.id for step in touched[Thing("step", "elder-allowance/check_conditions")]] == [
        "benefit", "elder.receiving", "elder-allowance/refusals",
    ]  # fmt: skip
    assert Thing("service", "elder-allowance") in touched
    assert Thing("register", "household") not in touched


def test_an_article_touches_the_rows_and_items_that_cite_it_and_a_law_all_its_articles(
    city: Callable,
) -> None:
    place = read_place(city("elder-allowance").folder)
    by_article = {
        each.thing for each in impact(place, [Thing("article", "lanting-elder-allowance-measures 4")])
    }
    by_law = {each.thing for each in impact(place, [Thing("law", "lanting-elder-allowance-measures")])}
    assert Thing("decision", "elder-allowance/refusals") in by_article < by_law


def test_what_is_unknown_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"no element person\.adress.*person\.address"):
        impact(read_place(LANTING), [Thing("element", "person.adress")])


def test_two_versions_tell_what_changed_and_what_that_touches(city: Callable) -> None:
    copy = city("elder-allowance")
    old = read_place(copy.folder)
    assert between_versions(old, old) == ((), ())
    copy.change("elements.yaml", "elder.receiving: {type: boolean}", "elder.receiving: {type: text}")
    new = read_place(copy.folder)
    assert changes(old, new) == (Thing("element", "elder.receiving"),)
    _, touched = between_versions(old, new)
    assert Thing("item", "elder-allowance/elder_allowance") in {each.thing for each in touched}


@pytest.mark.demonstrates("R13")
def test_a_step_that_serves_no_item_is_named(city: Callable) -> None:
    copy = city("elder-allowance")
    assert all(served(read_place(copy.folder).services["elder-allowance"]).values())
    file = "services/elder-allowance/process.bpmn"
    line = copy.change(file, 'minben:result="elder_allowance_reasons"', 'minben:result="seen"')
    assert served(read_place(copy.folder).services["elder-allowance"])["check_conditions"] == ()
    told = [one for one in check_place(copy.folder) if "serves no item" in one.message]
    assert [(one.place, one.line) for one in told] == [("check_conditions", line)]


def test_a_step_that_only_finds_out_serves_the_items_after_it() -> None:
    opening = served(read_place(LANTING).services["open-a-restaurant"])
    assert set(opening["find_items"]) == {
        "business_licence", "food_permit", "sign", "fire_inspection", "health_certificate",
    }  # fmt: skip


@pytest.mark.demonstrates("R126")
def test_words_find_what_is_there_already_in_any_language() -> None:
    place = read_place(LANTING)
    found = {one.thing: one for one in reusable(place, "戶籍地址")}
    assert found[Thing("element", "household.address")].uses[0] == ("answers", Thing("register", "household"))
    assert Thing("register", "population") in {
        one.thing for one in reusable(place, "population REGISTER", "en")
    }
    assert reusable(place, "飛船") == ()
    assert reusable(place, "  ") == ()


@pytest.mark.demonstrates("R123")
def test_the_same_item_in_two_places_differs_where_it_was_changed(city: Callable, tmp_path: Path) -> None:
    here = read_place(LANTING)
    copy = city("elder-allowance")
    copy.change("services/elder-allowance/translations/en.yaml", "name:", "name: The other")
    copy.change(
        "services/elder-allowance/service.yaml", "promised_limit: {value: ", "promised_limit: {value: 1"
    )
    found = between(here, read_place(copy.folder), "en")
    assert found.shared == ("990501001000",)
    assert {one.aspect for one in found.differences} >= {"promised_limit"}
    assert len(found.only_here) == 10
    assert found.only_there == ()
    assert between(here, here).differences == ()


def test_the_commands_tell_the_same() -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(app, [*words])
        assert done.exit_code == 0, done.output
        return done.output

    said = json.loads(run("impact", str(LANTING), "element:person.address", "--json"))
    place = read_place(LANTING)
    assert len(said["touched"]) == len(impact(place, [ADDRESS]))
    assert "register: " not in run("reuse", str(LANTING), "飛船")
    assert "Nothing is called so" in run("reuse", str(LANTING), "飛船")
    assert "11 items in both, 11 of them alike" in run("place", "compare", str(LANTING), str(LANTING))
    assert "Nothing changes." in run("impact", str(LANTING), "--before", str(LANTING))
    assert CliRunner().invoke(app, ["impact", str(LANTING), "nonsense"]).exit_code == 2
