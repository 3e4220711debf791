"""The least form: minimal by brute force, and nothing asked that a register may answer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.intake import (
    MOST_KEYS,
    Plan,
    Source,
    TooManyKeysError,
    burden_before,
    duplicate_elements,
    least_form,
)


def source(register: str, key: str, gives: str, sharing: str = "unconditional") -> Source:
    fields = [{element: element for element in words.split()} for words in (key, gives)]
    return Source(register, *fields, sharing=sharing)  # type: ignore[arg-type]


POPULATION = source("population", "id_number", "name birth address")
BUSINESS = source("business", "credit_code", "company legal_id scope")
LEGAL = source("population", "legal_id", "legal_name")


@pytest.mark.demonstrates("R79")
def test_a_signed_in_person_is_asked_only_what_no_register_knows() -> None:
    plan = least_form(["name", "birth", "menu", "id_number"], ["id_number"], [POPULATION], ["population"])
    assert plan == Plan(("id_number",), (("name", "population"), ("birth", "population")), ("menu",))


def test_registers_answer_one_after_another_and_only_what_is_used() -> None:
    plan = least_form(["legal_name"], ["credit_code"], [LEGAL, BUSINESS], ["business", "population"])
    assert plan.fetched == (("legal_id", "business"), ("legal_name", "population"))
    assert plan.asked == ()


def test_without_consent_or_sharing_the_question_stays() -> None:
    assert least_form(["name"], ["id_number"], [POPULATION], []).asked == ("name",)
    refused = source("population", "id_number", "name", "none")
    assert least_form(["name"], ["id_number"], [refused], ["population"]).asked == ("name",)
    conditional = source("population", "id_number", "name", "conditional")
    assert least_form(["name"], ["id_number"], [conditional], ["population"]).asked == ()


def test_a_key_nobody_needs_is_asked_only_when_it_saves_two_answers() -> None:
    assert least_form(["name"], [], [POPULATION], ["population"]).asked == ("name",)
    two = least_form(["name", "birth"], [], [POPULATION], ["population"])
    assert two.asked == ("id_number",)
    assert two.fetched == (("name", "population"), ("birth", "population"))
    needed = least_form(["name", "id_number"], [], [POPULATION], ["population"])
    assert needed.asked == ("id_number",)


def test_registers_that_know_each_other_need_one_answer() -> None:
    circle = [source("a", "x", "y"), source("b", "y", "x")]
    assert least_form(["x", "y"], [], circle, ["a", "b"]) == Plan((), (("y", "a"),), ("x",))


def test_too_many_keys_are_refused_rather_than_searched_for_hours() -> None:
    many = [source("r", f"k{n}", f"v{n} w{n}") for n in range(MOST_KEYS + 1)]
    with pytest.raises(TooManyKeysError):
        least_form([f"v{n}" for n in range(MOST_KEYS + 1)], [], many, ["r"])
    assert least_form(["v0", "w0"], [], many, ["r"]).asked == ("k0",)  # keys that cannot matter do not count


ELEMENTS = "abcdefg"
SETS = st.sets(st.sampled_from(ELEMENTS), max_size=4)
SOURCES = st.lists(
    st.builds(
        lambda register, key, gives, sharing: source(register, " ".join(key), " ".join(gives), sharing),
        st.sampled_from(["r", "s", "t"]),
        st.sets(st.sampled_from(ELEMENTS), min_size=1, max_size=2).map(sorted),
        st.sets(st.sampled_from(ELEMENTS), min_size=1, max_size=3).map(sorted),
        st.sampled_from(["unconditional", "conditional", "none"]),
    ),
    max_size=5,
)
NEEDS = st.lists(st.sampled_from(ELEMENTS), max_size=7)
REGISTERS = st.sets(st.sampled_from(["r", "s", "t"]))


def reach(have: Iterable[str], sources: Iterable[Source], granted: set[str]) -> set[str]:
    reached, before = set(have), set[str]()
    while reached != before:
        before = set(reached)
        for one in sources:
            if one.sharing != "none" and one.register in granted and set(one.key) <= reached:
                reached |= set(one.gives)
    return reached


@pytest.mark.demonstrates("R79")
@settings(max_examples=300, deadline=None)
@given(NEEDS, SETS, SOURCES, REGISTERS)
def test_no_form_asks_less(
    needs: list[str], known: set[str], sources: list[Source], granted: set[str]
) -> None:
    plan = least_form(needs, known, sources, granted)
    sufficient = [
        (size, len(set(asked) - set(needs)))
        for size in range(len(ELEMENTS) + 1)
        for asked in combinations(ELEMENTS, size)
        if set(needs) <= reach(known | set(asked), sources, granted)
    ]
    assert (len(plan.asked), len(set(plan.asked) - set(needs))) == min(sufficient)


@pytest.mark.demonstrates("R79")
@settings(max_examples=300, deadline=None)
@given(NEEDS, SETS, SOURCES, REGISTERS)
def test_each_element_is_in_one_part_and_each_fetch_is_possible_and_used(
    needs: list[str], known: set[str], sources: list[Source], granted: set[str]
) -> None:
    plan = least_form(needs, known, sources, granted)
    parts = [*plan.known, *(element for element, _ in plan.fetched), *plan.asked]
    assert len(parts) == len(set(parts))
    assert set(needs) <= set(parts)
    assert set(plan.known) == set(needs) & known
    have = known | set(plan.asked)
    for element, register in plan.fetched:
        assert register in granted
        answering = [
            s for s in sources if s.register == register and element in s.gives and set(s.key) <= have
        ]
        assert any(s.sharing != "none" for s in answering)
        have.add(element)
    used = set(needs).union(*(s.key for s in sources))
    assert {element for element, _ in plan.fetched} <= used
    assert not known & {element for element, _ in plan.fetched}


NEEDS_BY_ITEM = {
    "licence": ["name", "id_number", "address", "name"],
    "food": ["name", "address", "menu"],
    "sign": ["name"],
}


@pytest.mark.demonstrates("R132")
def test_the_duplicate_finder_names_the_element_and_who_asks_for_it() -> None:
    found = duplicate_elements(NEEDS_BY_ITEM)
    assert list(found.items()) == [("name", ("licence", "food", "sign")), ("address", ("licence", "food"))]


def test_the_burden_before_counts_duplicates_across_items() -> None:
    assert burden_before(NEEDS_BY_ITEM) == 7
    joint = least_form([n for needs in NEEDS_BY_ITEM.values() for n in needs], [], [], [])
    assert len(joint.asked) == 4


@pytest.mark.demonstrates("R132")
@given(st.dictionaries(st.text("ijk", min_size=1, max_size=2), NEEDS, max_size=5))
def test_a_joint_form_saves_exactly_the_duplicates(needs_by_item: dict[str, list[str]]) -> None:
    joint = least_form([n for needs in needs_by_item.values() for n in needs], [], [], [])
    saved = sum(len(items) - 1 for items in duplicate_elements(needs_by_item).values())
    assert burden_before(needs_by_item) - len(joint.asked) == saved
