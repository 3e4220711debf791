"""Reforms of a service: what must be said before one may be published, and the service as it would become."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minben.kernel.pack import check_place

SERVICE = "services/open-a-restaurant"
DRAFT = f"{SERVICE}/reforms/licence-on-the-spot"
PROMISE = f"{DRAFT}/promise.yaml"


def told(city: Callable, *edits: tuple[str, str, str]) -> list[str]:
    """The errors after these edits of a copy of the city."""
    broken = city("open-a-restaurant")
    for edit in edits:
        broken.change(*edit)
    return [str(one) for one in check_place(broken.folder) if one.severity == "error"]


@pytest.mark.demonstrates("R15")
def test_a_reform_without_a_need_is_refused(city: Callable) -> None:
    found = told(city, (PROMISE, "need: {event: opening_a_shop, origin: suggestions}\n", ""))
    assert len(found) == 1
    assert "begins from no need of citizens or businesses" in found[0]


@pytest.mark.demonstrates("R174")
def test_a_reform_says_who_gains_and_in_words_how(city: Callable) -> None:
    gain = "reforms.licence-on-the-spot.gain: One-person"
    found = told(city, (f"{SERVICE}/translations/en.yaml", gain, gain.replace(".gain:", ".gains:")))
    assert any("reforms.licence-on-the-spot.gain is missing" in one for one in found)


@pytest.mark.demonstrates("R122")
def test_every_unit_whose_steps_change_is_named_with_what_changes(city: Callable) -> None:
    edits = [(PROMISE, "unit: market-regulation, effect", "unit: health, effect")]
    words = "reforms.licence-on-the-spot.affected"
    edits += [
        (f"{SERVICE}/translations/{one}.yaml", f"{words}.market-regulation", f"{words}.health")
        for one in ("en", "zh-Hant", "zh-Hans")
    ]
    (found,) = told(city, *edits)
    assert "Steps of market-regulation change, but the reform does not name it" in found


@pytest.mark.demonstrates("R130")
def test_a_reform_of_words_only_is_incomplete(city: Callable) -> None:
    broken = city("open-a-restaurant")
    draft, english = broken.folder / DRAFT, f"{SERVICE}/translations/en.yaml"
    for name in ("process.bpmn", "rules.dmn"):
        (draft / name).unlink()
    for case in (draft / "cases").iterdir():
        case.unlink()
    (draft / "translations").mkdir()
    text = (broken.folder / english).read_text("utf-8").replace("Open a restaurant", "Open a good restaurant")
    (draft / "translations" / "en.yaml").write_text(text, "utf-8")
    found = [str(one) for one in check_place(broken.folder)]
    assert any("is incomplete" in one for one in found), found


def test_a_worked_case_that_comes_out_otherwise_must_be_written_anew(city: Callable) -> None:
    broken = city("open-a-restaurant")
    (broken.folder / DRAFT / "cases" / "13-silence-is-acceptance.yaml").unlink()
    found = [str(one) for one in check_place(broken.folder)]
    assert found
    assert all("With the reform licence-on-the-spot this case comes out otherwise" in one for one in found)


def test_a_reform_that_changes_nothing_is_paving_the_path(city: Callable) -> None:
    broken = city("open-a-restaurant")
    for name in ("process.bpmn", "rules.dmn"):
        (broken.folder / DRAFT / name).write_bytes((broken.folder / SERVICE / name).read_bytes())
    for case in (broken.folder / DRAFT / "cases").iterdir():
        case.write_bytes((broken.folder / SERVICE / "cases" / case.name).read_bytes())
    assert any("paved as it is" in str(one) for one in check_place(broken.folder))
