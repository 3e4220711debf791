"""The limits of requests for information are the place's data, and the checker reads them."""

from __future__ import annotations

from collections.abc import Callable

from minben.kernel.pack import check_place, read_place

FILE = "information.yaml"


def told(city: Callable, old: str, new: str) -> list[str]:
    broken = city("elder-allowance")
    broken.change(FILE, old, new)
    return [one.message for one in check_place(broken.folder) if one.severity == "error"]


def test_the_place_says_its_limits_with_their_articles(city: Callable) -> None:
    here = city("elder-allowance")
    here.change(FILE, "reply: {value: 20", "reply: {value: 15")
    limit = read_place(here.folder).information.reply
    assert (limit.value, limit.unit, limit.basis) == (
        15,
        "workday",
        "open-government-information-regulation 33",
    )


def test_a_limit_without_an_article_or_of_no_time_is_refused(city: Callable) -> None:
    limit = "longer: {value: 20, unit: workday, basis: open-government-information-regulation 33}"
    assert sorted(told(city, limit, "longer: {value: 0, unit: workday}")) == [
        "Nobody can answer in no time.",
        "The limit has no article of a law that the place knows: ''.",
    ]


def test_a_word_that_is_no_limit_of_requests_is_refused(city: Callable) -> None:
    (message,) = told(city, "objection:", "objections:")
    assert message == "The key objections is unknown."
