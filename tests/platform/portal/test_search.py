"""People find what they mean in the words they use: everyday words, slips, sounds, both scripts, English."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from django.test import Client

from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue import search
from minben.platform.catalogue.actions import import_items
from minben.platform.catalogue.queries import Need
from minben.platform.journal.actor import system

pytestmark = pytest.mark.django_db
ASKED: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text("utf-8"))
MEANT = [(words, service) for service, every in ASKED.items() for words in every if service]
ELSEWHERE = ASKED[""]


def found(words: str) -> list[str]:
    return [one.id for one in catalogue.find(Need(words))]


def test_the_list_is_long_enough_to_tell_something() -> None:
    assert len(MEANT) >= 90
    assert len(ELSEWHERE) >= 15


@pytest.mark.demonstrates("R77")
def test_nearly_everybody_finds_what_they_mean_first(city: str) -> None:
    """The shares are printed; a change of the search that loses somebody fails by name."""
    answers = {words: found(words) for words, _ in MEANT}
    first = [words for words, service in MEANT if answers[words][:1] == [service]]
    lost = [words for words, service in MEANT if service not in answers[words][:3]]
    print(f"first: {len(first)} of {len(MEANT)}; in the first three: {len(MEANT) - len(lost)}")
    assert len(lost) <= len(MEANT) * 0.02, lost
    assert len(first) >= len(MEANT) * 0.97


def test_what_is_not_offered_finds_nothing_and_the_page_says_what_to_do(city: str) -> None:
    wrong = {words: found(words) for words in ELSEWHERE if found(words)}
    assert not wrong
    page = Client(headers={"accept-language": "zh-hant"}).get(f"/?q={quote('租房')}").content.decode()
    assert "沒有找到服務" in page
    assert "/feedback/?missing=" in page, "what is missing can be told at once"
    told = Client().get(f"/feedback/?missing={quote('租房<b>')}").content.decode()
    assert "租房&lt;b&gt;" in told, "the words are there already, and are text"


def test_words_of_an_imported_catalogue_need_not_be_exact(city: str) -> None:
    rows = [
        {"department": "住建局", "name": name, "item_code": f"9{number}"}
        for number, name in enumerate(["公共租赁住房申请资格审核认定", "公租房租金缴纳", "燃气经营许可"])
    ]
    import_items(system(city), "測試", rows)
    total, items = catalogue.imported(Need("公共租賃房申請"))
    assert total == 1
    assert items[0].name == "公共租赁住房申请资格审核认定"
    assert catalogue.imported(Need("護照換發"))[0] == 0


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("baby", "baby", 0),
        ("newbron", "newborn", 1),
        ("alowance", "allowance", 1),
        ("kaifan", "kaifanguan", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, number: int) -> None:
    assert search.slips(one, other) == search.slips(other, one) == number


def test_sounds_that_are_often_confused_are_the_same() -> None:
    assert search.sound("上戶口") == search.said("sang hukou").sound
    assert search.sound("開飯館") == search.sound("開飯管")


@pytest.mark.parametrize(
    "words", ["", "   ", "？！", "的", "a", "%_\\'\"", "<script>", "x" * 5000, "字" * 5000]
)
def test_any_text_may_be_searched(city: str, words: str) -> None:
    assert Client().get("/", {"q": words}).status_code == 200
