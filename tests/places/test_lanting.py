"""The demo city is sound, and each requirement that its packs and their checker carry is shown on it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from minben.kernel import decision, intake
from minben.kernel.intake import credit_code_check_character, id_number_check_character
from minben.kernel.pack import (
    DOMAINS,
    LOCALES,
    Place,
    by_sector,
    check_place,
    gaps,
    invent,
    read_place,
    run_cases,
)

LANTING = Path(__file__).resolve().parents[2] / "places" / "lanting"


@pytest.fixture(scope="module")
def place() -> Place:
    return read_place(LANTING)


def broken(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """What the checker says of the city with one change."""
    folder = tmp_path / "lanting"
    shutil.copytree(LANTING, folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [str(one) for one in check_place(folder)]


def test_nothing_is_wrong(place: Place) -> None:
    assert check_place(LANTING) == []
    assert len(place.services) == 3


def test_every_service_has_six_worked_cases_and_they_pass(place: Place) -> None:
    for service in place.services.values():
        results = run_cases(service, place)
        assert len(results) >= 6
        assert all(result.passed for result in results)


def test_a_worked_case_fails_when_the_service_changes(place: Place) -> None:
    service = place.services["open-a-restaurant"]
    slower = tuple(
        replace(item, promised_limit=replace(item.promised_limit, value=item.promised_limit.value + 1))
        for item in service.items
    )
    failed = [result for result in run_cases(replace(service, items=slower), place) if not result.passed]
    assert any("expect.due" in finding.place for result in failed for finding in result.findings)


# --- the invented registers ---


def test_inventing_again_gives_the_same_bytes() -> None:
    first = invent(LANTING)
    assert first == invent(LANTING)
    for name, content in first.items():
        assert (LANTING / name).read_bytes() == content, f"{name} is stale: run minben invent"


def test_records_are_many_valid_and_nobody_s(place: Place) -> None:
    people = place.registers["population"].records
    businesses = place.registers["business"].records
    assert len(people) >= 2000
    assert len(businesses) >= 300
    for person in people:
        number = person["id_number"]
        assert number[:2] == "99"  # assigned to no region
        assert id_number_check_character(number[:17]) == number[17]
        assert number[6:14] == person["birth_date"].replace("-", "")
        assert (int(number[16]) % 2 == 1) == (person["sex"] == "male")
        assert person["phone"].startswith("101")  # a prefix no operator uses
    assert all(
        credit_code_check_character(one["credit_code"][:17]) == one["credit_code"][17] for one in businesses
    )


def test_records_fit_the_elements_they_answer(place: Place) -> None:
    for source in place.sources:
        for element, field in source.gives.items():
            for record in place.registers[source.register].records[:200]:
                if record[field]:
                    value = intake.check_answer(place.elements[element], record[field])
                    assert not isinstance(value, intake.Problem), (element, record[field])


# --- the organisation ---


def test_units_have_two_parents_and_enough_officers(place: Place) -> None:
    assert len({unit.id for unit in place.units if unit.region == "lanting"}) >= 9
    officers = Counter(post.unit for post in place.posts if "officer" in post.roles)
    for service in place.services.values():
        for item in service.items:
            assert officers[item.authority] >= 2, item.authority
    assert all(unit.region_parent and unit.sector_parent for unit in place.units)
    assert {region.level for region in place.regions} == {"prefecture", "centre", "county", "township"}
    assert [region.id for region in place.regions if region.tenant] == ["lanting", "liushang", "qushui"]


def test_local_rules_are_marked_as_fictional(place: Place) -> None:
    for name, law in place.laws.items():
        assert law.fictional == name.startswith("lanting-")
        for locale, mark in zip(LOCALES, ("示範", "示范", "fictional"), strict=True):
            assert (mark in place.texts[locale][f"laws.{name}"]) == law.fictional


# --- requirements ---


@pytest.mark.demonstrates("R3", "R5", "R20")
def test_every_service_has_one_domain_of_the_three_groups(place: Place, tmp_path: Path) -> None:
    assert {"education", "science", "culture", "health", "sport"} <= {
        name for name, group in DOMAINS.items() if group == "social_undertakings"
    }
    assert {"transport", "communications", "utilities"} <= {
        name for name, group in DOMAINS.items() if group == "public_products"
    }
    assert {"employment", "distribution", "social_security", "welfare", "public_order"} <= {
        name for name, group in DOMAINS.items() if group == "public_institutions"
    }
    assert all(service.domain in DOMAINS for service in place.services.values())
    said = broken(tmp_path, "services/elder-allowance/service.yaml", "domain: welfare", "domain: other")
    assert any("'other' is no domain" in one for one in said)


@pytest.mark.demonstrates("R8", "R9", "R10", "R11")
def test_sectors_roll_up_to_the_whole_and_gaps_are_weighed(place: Place, tmp_path: Path) -> None:
    covered = by_sector(place.services.values())
    assert set(covered["A"]) == set().union(*(covered[sector] for sector in "BCDE"))
    assert covered["B"] == ("birth-of-a-child", "elder-allowance")
    assert covered["E"] == ("open-a-restaurant",)
    assert [gap.sector for gap in gaps(place.services.values())] == ["C", "D"]
    assert [gap.sector for gap in gaps([])] == [
        "B",
        "C",
        "D",
        "E",
    ]  # subsistence first, self-development last
    said = broken(tmp_path, "services/elder-allowance/service.yaml", "sector: B", "sector: A")
    assert any("exactly one of B, C, D, E" in one for one in said)


@pytest.mark.demonstrates("R17")
def test_an_offer_without_opting_in_is_refused(place: Place, tmp_path: Path) -> None:
    offer = place.services["elder-allowance"].proactive
    assert offer is not None
    assert offer.optin
    assert any(
        "opting in" in one
        for one in broken(tmp_path, "services/elder-allowance/service.yaml", "optin: true", "optin: false")
    )


ACCEPT = "{id: accept, unit: market-regulation, limit: {value: 0, unit: workday}"
REGISTRATION = "basis: market-entity-registration-regulation 19"
MATERIAL = "food-business-licensing-measures, register: population"
FEE = "  fees: [{id: plate, standard: '50', basis: habit, online_payment: true}]"


@pytest.mark.demonstrates("R18")
@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("service.yaml", f"basis: {MATERIAL}", "basis: habit, register: population", "material identity"),
        ("service.yaml", f"{ACCEPT}, {REGISTRATION}}}", f"{ACCEPT}}}", "step accept has no"),
        ("service.yaml", "  fees: []", FEE, "fee plate"),
        ("rules.dmn", "<text>food-safety-law 35</text>", "<text/>", "cites no law"),
    ],
)  # fmt: skip
def test_no_basis_no_obligation(tmp_path: Path, file: str, old: str, new: str, what: str) -> None:
    said = broken(tmp_path, f"services/open-a-restaurant/{file}", old, new)
    assert any(what in one for one in said), said


@pytest.mark.demonstrates("R28")
def test_every_item_states_rights_duties_and_remedies_with_deadlines(place: Place, tmp_path: Path) -> None:
    for service in place.services.values():
        for item in service.items:
            remedies = {remedy.kind: remedy for remedy in item.remedies}
            assert remedies["reconsideration"].limit == intake_limit(60, "day", remedies["reconsideration"])
            assert remedies["litigation"].limit == intake_limit(6, "month", remedies["litigation"])
            for locale in LOCALES:
                assert service.say(f"items.{item.id}.rights", locale)
                assert service.say(f"items.{item.id}.duties", locale)
    said = broken(tmp_path, "services/elder-allowance/service.yaml", "{kind: litigation,", "{kind: consult,")
    assert any("The remedy litigation is missing" in one for one in said)


def intake_limit(value: int, unit: str, remedy: object) -> object:
    """The same limit with these numbers, so that only the numbers are compared."""
    limit = getattr(remedy, "limit", None)
    return None if limit is None else replace(limit, value=value, unit=unit)


@pytest.mark.demonstrates("R54")
def test_codes_and_days_belong_to_the_pack_not_to_the_program(tmp_path: Path) -> None:
    said = broken(tmp_path, "place.yaml", "catalog_code: '99[A-Z0-9]{10}'", "catalog_code: 'X[0-9]{9}'")
    assert len([one for one in said if "does not fit the place's pattern" in one]) == 11
    folder = tmp_path / "lanting"
    (folder / "place.yaml").write_bytes((LANTING / "place.yaml").read_bytes())
    calendar = (folder / "calendar.yaml").read_text("utf-8")
    (folder / "calendar.yaml").write_text(
        calendar.replace("  - { day: 2026-02-14, for: 春节 }\n", ""), "utf-8"
    )
    late = [str(one) for one in check_place(folder)]
    assert late, "Without the make-up Saturday the case over the Spring Festival is due a day later."
    assert all("06-over-the-spring-festival" in one for one in late)


@pytest.mark.demonstrates("R67")
def test_every_item_names_whom_it_serves(place: Place, tmp_path: Path) -> None:
    assert all(item.audience for service in place.services.values() for item in service.items)
    said = broken(
        tmp_path,
        "services/elder-allowance/service.yaml",
        '    audience: ["1"]',
        "    audience: []",
    )
    assert any("names no service object" in one for one in said)


@pytest.mark.demonstrates("R77")
def test_plain_questions_derive_the_items(place: Place) -> None:
    service = place.services["open-a-restaurant"]
    assert [question.element for question in service.guiding]
    answers = {"has_licence": True, "eats_on_site": False, "area": 40, "has_sign": False}
    assert needed(place, answers) == ["food_permit", "health_certificate"]
    assert needed(place, {**answers, "has_sign": True}) == ["food_permit", "sign", "health_certificate"]
    assert needed(place, {**answers, "eats_on_site": True, "area": 100, "has_licence": False}) == [
        "business_licence",
        "food_permit",
        "fire_inspection",
        "health_certificate",
    ]


def needed(place: Place, shop: dict[str, object]) -> object:
    return decision.evaluate(place.services["open-a-restaurant"].laws[0], "needed", {"shop": shop}).value


@pytest.mark.demonstrates("R79")
def test_one_form_asks_each_element_once(place: Place, tmp_path: Path) -> None:
    for service in place.services.values():
        asked = [question.element for page in service.form for question in page.questions]
        asked += [question.element for question in service.guiding]
        assert len(asked) == len(set(asked))
    shared = Counter(name for item in place.services["open-a-restaurant"].items for name in item.needs)
    assert shared["property.certificate_number"] >= 4  # four authorities need it; the form has it once
    said = broken(
        tmp_path,
        "services/open-a-restaurant/form.yaml",
        "      - {element: shop.food_kinds}\n",
        "      - {element: shop.food_kinds}\n      - {element: shop.layout}\n",
    )
    assert any("shop.layout is asked twice" in one for one in said)


@pytest.mark.demonstrates("R86")
def test_limits_stand_for_every_item_and_step(place: Place, tmp_path: Path) -> None:
    for service in place.services.values():
        for item in service.items:
            assert item.statutory_limit.value >= item.promised_limit.value
            assert item.stages
            assert sum(stage.limit.value for stage in item.stages) <= item.promised_limit.value
    said = broken(
        tmp_path,
        "services/open-a-restaurant/service.yaml",
        "promised_limit: {value: 1,",
        "promised_limit: {value: 4,",
    )
    assert any("More time is promised than the law allows" in one for one in said)


@pytest.mark.demonstrates("R164")
def test_a_visit_needs_a_reason(place: Place, tmp_path: Path) -> None:
    assert all(item.onsite_visits == 0 for service in place.services.values() for item in service.items)
    said = broken(tmp_path, "services/open-a-restaurant/service.yaml", "onsite_visits: 0", "onsite_visits: 1")
    assert any("visits are asked without a reason" in one for one in said)


def test_the_draft_reform_registers_what_the_registers_hold(place: Place) -> None:
    reform = place.services["open-a-restaurant"].reform("licence-on-the-spot")
    assert reform is not None
    assert reform.status == "consultation"
    model = decision.read_dmn(reform.files["rules.dmn"], "rules.dmn")
    for kind, usage, outcome in (
        ("individual", "commercial", "granted"),
        ("company", "commercial", "pending"),
        ("individual", "residential", "pending"),
    ):
        facts = {"shop": {"kind": kind}, "property": {"usage": usage}}
        assert decision.evaluate(model, "business_licence_at_once", facts).value == outcome


# --- what casework cannot play is refused by name ---

PLAYED = "services/open-a-restaurant/process.bpmn"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '<startEvent id="start" name="提交聯合申請表"/>',
            '<startEvent id="start"><timerEventDefinition><timeDuration>P1D</timeDuration>'
            "</timerEventDefinition></startEvent>",
            "A case begins with an application or a message, not with a timer.",
        ),
        (
            '<userTask id="review_sign" name="審查戶外招牌" minben:item="sign" minben:result="sign"/>',
            '<userTask id="review_sign" minben:item="sign" minben:result="sign"><multiInstanceLoopCharacteristics>'
            "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
            "sign would be decided once for each round of review_sign",
        ),
        (
            '<serviceTask id="issue_sign" name="核發戶外招牌" minben:operation="issue" minben:item="sign"/>',
            '<callActivity id="issue_sign" calledElement="elsewhere"/>',
            "The called process elsewhere is not in the file.",
        ),
        (
            '<serviceTask id="issue_sign" name="核發戶外招牌" minben:operation="issue" minben:item="sign"/>',
            '<adHocSubProcess id="issue_sign"><task id="a" minben:item="sign"/><completionCondition>true'
            "</completionCondition></adHocSubProcess>",
            "can end before its items are decided",
        ),
        (
            '<serviceTask id="issue_sign" name="核發戶外招牌" minben:operation="issue" minben:item="sign"/>',
            '<adHocSubProcess id="issue_sign" ordering="Sequential"><subProcess id="inner"><task id="a"/></subProcess>'
            '<task id="b"/></adHocSubProcess>',
            "inner is no task, so that no office could begin it.",
        ),
        (
            '<startEvent id="start" name="提交聯合申請表"/>',
            '<startEvent id="start"><messageEventDefinition messageRef="go"/></startEvent><endEvent id="more">'
            '<messageEventDefinition messageRef="go"/></endEvent>',
            "would begin case after case of this service.",
        ),
        (
            "</definitions>",
            '<process id="other" isExecutable="true"><startEvent id="so"/></process></definitions>',
            "The file holds 2 processes that nothing calls: open_a_restaurant, other.",
        ),
    ],
)
def test_what_casework_cannot_play_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in finding for finding in broken(tmp_path, PLAYED, old, new))


def test_two_services_of_a_place_do_not_begin_with_one_message(tmp_path: Path) -> None:
    files = {}
    for service in ("open-a-restaurant", "birth-of-a-child"):
        text = (LANTING / "services" / service / "process.bpmn").read_text("utf-8")
        plain = re.search(r'<startEvent id="\w+"( name="[^"]*")?/>', text)
        assert plain is not None
        start = '<startEvent id="start"><messageEventDefinition messageRef="go"/></startEvent>'
        text = text.replace(plain[0], start).replace(
            "</definitions>", '<message id="go" name="go"/></definitions>'
        )
        files[f"services/{service}/process.bpmn"] = text
    shutil.copytree(LANTING, tmp_path / "lanting")
    for name, text in files.items():
        (tmp_path / "lanting" / name).write_text(text, encoding="utf-8")
    said = [str(finding) for finding in check_place(tmp_path / "lanting")]
    assert any("begins cases of birth-of-a-child too" in one for one in said), said
