"""Decisions in the studio: tables with their articles, checks with their places, facts tried, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import etree

from minben.kernel.decision import check, evaluate, read_dmn
from minben.kernel.finding import Finding
from minben.platform.catalogue.queries import service
from minben.platform.journal.tenancy import scope
from minben.platform.studio import queries
from minben.platform.studio.remarks import note, remark

pytestmark = pytest.mark.django_db
STRANGERS = ("citizen-wang", "officer-fang", "leader-mei", "inspector-yan", "administrator-pei")
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The city's analyst, who reads English."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    return client


def text_of(client: Client, name: str, *args: str) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_analysts_of_the_tenant_read_the_rules(analyst: Client, sign_in: Callable) -> None:
    addresses = [reverse("studio:decisions")]
    for page in ("rules", "trial", "rules_file", "rules_picture"):
        addresses.append(reverse(f"studio:{page}", args=["elder-allowance"]))
    for address in addresses:
        assert analyst.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
        for stranger in STRANGERS:
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    assert analyst.get(reverse("studio:rules", args=["no-such-service"])).status_code == 404
    with scope("nowhere"):
        assert queries.rulebook("elder-allowance", "en") is None


def test_a_table_is_shown_with_labels_articles_and_hit_policy(analyst: Client) -> None:
    text = text_of(analyst, "studio:rules", "elder-allowance")
    assert "Every row that matches counts." in text
    assert "Exactly one row may match." in text
    assert "&lt; 80" in text
    assert "article 3" in text
    assert "lanting-elder-allowance-measures" not in text, "laws are told by their names"
    labels = {
        locale: words[f"elements.{'household.in_city'}.label"]
        for locale, words in service("elder-allowance").place.texts.items()  # type: ignore[union-attr]
    }
    for language, locale in (("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("en", "en")):
        analyst.cookies["django_language"] = language
        assert labels[locale] in text_of(analyst, "studio:rules", "elder-allowance"), language


def test_the_checks_name_place_and_value_and_what_to_do(analyst: Client) -> None:
    text = text_of(analyst, "studio:rules", "elder-allowance")
    assert "No row matches when age = 79." in text
    assert "allowance (line 60)" in text
    analyst.cookies["django_language"] = "zh-hant"
    assert "當 age = 79 時沒有任何一列命中。" in text_of(analyst, "studio:rules", "elder-allowance")


def test_the_file_and_the_drawing_are_taken_away(analyst: Client) -> None:
    published = service("elder-allowance")
    assert published is not None
    taken = analyst.get(reverse("studio:rules_file", args=["elder-allowance"]))
    assert taken.content == published.service.files["rules.dmn"]
    drawing = etree.fromstring(analyst.get(reverse("studio:rules_picture", args=["elder-allowance"])).content)
    words = " ".join(drawing.itertext())
    assert "household" in words
    assert "refusal count" in words
    arrows = drawing.findall(".//{http://www.w3.org/2000/svg}line")
    assert len(arrows) == sum(len(one.requires) for one in published.service.laws[0].each_decision())


def facts(**said: str) -> dict[str, str]:
    """An answer to the form of the elder allowance: born 1944, alive, lives here, receives nothing, in 2026."""
    return {
        "f0_year": "1944",
        "f0_month": "11",
        "f0_day": "2",
        "f1": "true",
        "f2": "true",
        "f3": "false",
        "f4_year": "2026",
        "f4_month": "3",
        "f4_day": "3",
        **said,
    }


def test_facts_are_tried_and_a_denial_says_what_separates_it(analyst: Client) -> None:
    address = reverse("studio:trial", args=["elder-allowance"])
    granted = analyst.post(address, facts()).content.decode()
    assert "&quot;granted&quot;" in granted
    assert "What stands between" not in granted
    denied = analyst.post(address, facts(f0_year="1950", f2="false")).content.decode()
    assert "&quot;denied&quot;" in denied
    assert "&quot;too_young&quot;" in denied
    assert "What stands between this and another result" in denied
    separated = denied.partition("What stands between this and another result")[2]
    assert "conditions not met" in separated
    assert "article 33" in separated
    assert denied.count("rule-table__matched") == 3, "two refusals and the row that denies"


def test_facts_that_are_not_told_are_not_known(analyst: Client) -> None:
    address = reverse("studio:trial", args=["elder-allowance"])
    text = analyst.post(address, facts(f0_year="", f0_month="", f0_day="")).content.decode()
    assert "unknown_age" in text
    wrong = analyst.post(address, facts(f0_month="13"))
    assert "This is not a date of the calendar" in wrong.content.decode()


def test_trying_keeps_nothing_and_evaluates_only_rules(analyst: Client) -> None:
    from minben.platform.journal.models import Entry

    before = Entry.objects.count()
    address = reverse("studio:trial", args=["open-a-restaurant"])
    form = analyst.get(address).context["form"]
    usage = next(f"f{at}" for at, one in enumerate(form.facts) if one.path == "property.usage")
    page = analyst.post(address, {usage: '"commercial" or 1 = 1'})
    assert page.status_code == 200
    assert Entry.objects.count() == before
    assert "commercial&quot; or 1 = 1" in page.content.decode()


BROKEN = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="x" namespace="x">
<inputData id="age" name="age"><variable name="age" typeRef="number"/></inputData>
<decision id="d" name="d"><variable name="d"/>{arrow}
<decisionTable hitPolicy="UNIQUE"><input label="age">
<inputExpression typeRef="number"><text>{text}</text></inputExpression></input>
<output name="o" typeRef="number"/>
<rule id="a"><inputEntry><text>{one}</text></inputEntry><outputEntry><text>{result}</text></outputEntry></rule>
<rule id="b"><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
ARROW = '<informationRequirement><requiredInput href="#age"/></informationRequirement>'


def findings(
    *, one: str = "&gt; 3", result: str = "1", text: str = "age", arrow: str = ARROW, policy: str = "UNIQUE"
) -> list[Finding]:
    source = BROKEN.format(one=one, result=result, text=text, arrow=arrow)
    source = source.replace("UNIQUE", policy)
    return check(read_dmn(source.encode(), "r.dmn", strict=False))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: findings(), ("d，第 1 列與第 2 列", "兩列都命中", "允許多列命中")),
        (lambda: findings(one='"x"'), ("d，第 1 列，「age」欄", "不是本欄的值", "請改正單元格")),
        (lambda: findings(one="&lt; 3"), ("d", "時沒有任何一列命中", "增加一列")),
        (lambda: findings(one="((3"), ("d，第 1 列，「age」欄", "單元格「((3」無法讀取", "")),
        (lambda: findings(one="(5..5)"), ("d，第 1 列，「age」欄", "沒有任何值符合這一單元格", "刪去這一列")),
        (lambda: findings(policy="FIRST"), ("d，第 2 列", "沒有情形會用到這一列", "移到前面")),
        (lambda: findings(result="1 +"), ("d，第 1 列，結果「o」", "「1 +」無法讀取", "")),
        (lambda: findings(text="agee"), ("d，「age」欄", "這裡沒有「agee」", "您是指")),
        (lambda: findings(arrow=""), ("d，「age」欄", "用到了「age」", "請補上資訊需求連線")),
        (lambda: findings(arrow=ARROW.replace("Input", "Decision").replace("#age", "#d")), ("d", "需要它自己", "")),
    ],
)  # fmt: skip
def test_every_shape_of_the_checker_is_told_in_chinese(made: Callable, told: tuple[str, str, str]) -> None:
    with translation.override("zh-hant"):
        said = [remark(one) for one in made()]
    assert any(all(part in words for part, words in zip(told, one, strict=True)) for one in said), said


@pytest.mark.parametrize(
    ("made", "age", "told"),
    [
        ({}, 7, "d：第 1, 2 列同時命中，但只允許命中一列。"),
        ({"policy": "ANY"}, 7, "d：第 1, 2 列同時命中，結果卻不同。"),
        ({"result": 'abs("x")', "one": "&lt; 3"}, 1, "abs(…) 沒有得出值。"),
        ({"result": "agee", "one": "&lt; 3"}, 1, "這裡沒有「agee」。"),
        ({}, "seven", "事實「age」不是 number 類型。"),
    ],
)
def test_why_there_is_no_value_is_told_in_chinese(made: dict[str, str], age: object, told: str) -> None:
    values = {"one": "&gt; 3", "result": "1", "text": "age", "arrow": ARROW, **made}
    source = BROKEN.format(**values).replace("UNIQUE", values.get("policy", "UNIQUE"))
    outcome = evaluate(read_dmn(source.encode(), "r.dmn", strict=False), "d", {"age": age})
    with translation.override("zh-hant"):
        assert told in [note(one) for one in outcome.notes]
