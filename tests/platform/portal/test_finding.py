"""Finding a service and its guide: the model, real times, may I apply, and items of another catalogue."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from minben.kernel.finding import InputError
from minben.platform.catalogue.actions import import_items, read_items
from minben.platform.catalogue.models import ImportedItem
from minben.platform.journal.actor import system
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
RESTAURANT = "/services/open-a-restaurant/"


def page(address: str, language: str = "zh-hant") -> str:
    return Client(headers={"accept-language": language}).get(address).content.decode()


@pytest.mark.demonstrates("R6")
def test_the_whole_stands_in_the_middle_and_counts_its_parts(city: str) -> None:
    shown = page("/")
    picture = re.search(r'<svg class="model__picture".*?</svg>', shown, re.DOTALL)
    assert picture is not None
    links = re.findall(r'href="/\?sector=(\w)"', picture[0])
    assert sorted(links) == list("ABCDE")
    assert re.search(r'model__part--A"><circle cx="240" cy="200"', picture[0]), "A in the middle"
    numbers = [int(n) for n in re.findall(r'numeric">(\d+)</td>', shown)]
    assert numbers[0] == sum(numbers[1:]) > 0, "A is the sum of B to E"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hant", ("承諾：5 個工作日", "全程網辦", "需帶 3 樣材料", "還沒有辦結的件")),
        ("zh-hans", ("承诺：5 个工作日", "全程网办", "需带 3 样材料", "还没有办结的件")),
        (
            "en",
            (
                "Promised: 5 working days",
                "Online from beginning",
                "3 things to bring",
                "no finished case yet",
            ),
        ),
    ],
)
def test_a_result_says_promised_and_real_time_online_and_what_to_bring(
    city: str, language: str, words: tuple
) -> None:
    shown = page(f"/?q={quote('餐館')}", language)
    for said in words:
        assert said in shown


def test_real_time_comes_from_the_cases(city: str) -> None:
    assert "還沒有辦結的件" in page("/?event=growing_old")
    apply_for("elder-allowance", "citizen-lin")
    assert "實際：數秒內" in page("/?event=growing_old")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hant", ("不收費", "結果樣本", "常見問題", "0199-5550130", "變更歷史")),
        ("zh-hans", ("不收费", "结果样本", "常见问题", "0199-5550130", "变更历史")),
        (
            "en",
            ("Free of charge", "Sample of the result", "Often asked", "0199-5550130", "History of changes"),
        ),
    ],
)
def test_the_guide_has_fees_samples_questions_and_contacts(city: str, language: str, words: tuple) -> None:
    shown = page(RESTAURANT, language)
    for said in words:
        assert said in shown


@pytest.mark.demonstrates("R77")
def test_plain_questions_choose_the_items_before_anything_begins(city: str) -> None:
    answers = {
        "shop.eats_on_site": "false",
        "shop.area": "60",
        "shop.has_licence": "false",
        "shop.staff": "2",
    }
    small = Client().post(f"{RESTAURANT}may-i/", {**answers, "shop.has_sign": "false"}).content.decode()
    assert "食品經營許可" in small
    assert "消防安全檢查" not in small
    assert "戶外招牌" not in small
    large = {**answers, "shop.eats_on_site": "true", "shop.area": "150", "shop.has_sign": "true"}
    assert "消防安全檢查" in Client().post(f"{RESTAURANT}may-i/", large).content.decode()
    wrong = Client().post(f"{RESTAURANT}may-i/", {**large, "shop.area": "big"}).content.decode()
    assert "govuk-error-summary" in wrong
    assert "big" in wrong, "what was typed stays"


def test_conditions_are_answered_by_yes_no_or_not_sure(city: str) -> None:
    address = "/services/elder-allowance/may-i/"
    names = re.findall(r'name="(c\d)"', page(address))
    every = dict.fromkeys(names, "yes")
    assert "條件都符合" in Client().post(address, every).content.decode()
    assert "以下條件不滿足" in Client().post(address, {**every, "c1": "no"}).content.decode()
    assert "也許可以" in Client().post(address, {**every, "c1": "unsure"}).content.decode()


@pytest.fixture
def imported(city: str, tmp_path: Path) -> None:
    lines = ["department,main_item,name,item_code,item_type"]
    lines += [f"示範縣教育局,未分类,学籍办理{n},E-{n},20" for n in range(40)]
    lines += ["示範縣水務局,取水管理,取水許可審批,W-1,1"]
    file = tmp_path / "items.csv"
    file.write_text("\n".join(lines), "utf-8")
    import_items(system(city), "示範目錄", read_items(file))


def test_imported_items_are_found_by_need_in_either_script_and_by_department(imported: None) -> None:
    for asked in (f"q={quote('取水许可')}", f"q={quote('取水許可')}", f"department={quote('示範縣水務局')}"):
        assert "取水許可審批" in page(f"/?{asked}")
    assert quote("示範縣水務局") in page("/"), "its departments stand on the first page"


def test_many_imported_items_come_in_pages(imported: None) -> None:
    address = f"/?department={quote('示範縣教育局')}"
    first, second = page(address), page(f"{address}&page=2")
    assert "E-0<" in first
    assert "E-9<" in second
    assert "E-9<" not in first
    assert Client().get(f"{address}&page=%3Cb%3E").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "文件未載明"), ("zh-hans", "文件未载明"), ("en", "Not stated in the file")],
)
def test_what_the_file_lacks_is_shown_as_missing_never_invented(
    imported: None, language: str, words: str
) -> None:
    item = ImportedItem.objects.get(code="W-1")
    shown = page(reverse("portal:imported", args=[item.pk]), language)
    assert shown.count(words) >= 9
    assert "W-1" in shown
    assert Client().get("/items/999999/").status_code == 404


def test_a_catalogue_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    """County tables often come in the encoding of an old spreadsheet."""
    file = tmp_path / "items.csv"
    file.write_bytes("department,name,item_code\n区民政局,高龄津贴,1\n".encode("gb18030"))
    with pytest.raises(InputError) as refused:
        read_items(file)
    (finding,) = refused.value.findings
    assert (finding.line, finding.message) == (2, "The text is not UTF-8.")
    assert "UTF-8" in finding.advice


def test_every_cell_of_the_guide_says_its_column_on_a_narrow_page(city: str) -> None:
    """The limit by law and the days for a remedy stand in the last columns, which a telephone would hide."""
    shown = page(RESTAURANT, "en")
    for label in ("Promised", "By law at most", "Legal basis", "Telephone", "Within"):
        assert f'role="cell" data-label="{label}"' in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hant", ("版本 1，自 2026年1月1日", "2026年3月1日", "適用新的規則")),
        (
            "en",
            (
                "in force since Thursday 1 January 2026",
                "Other rules for what is sent from Sunday 1 March 2026 on",
            ),
        ),
    ],
)
def test_history_says_since_when_by_law_not_since_when_the_node_has_it(
    city: str, language: str, words: tuple[str, ...]
) -> None:
    shown = page("/services/birth-of-a-child/", language)
    history = re.search(r"(變更歷史|History of changes).*?</ul>", shown, re.DOTALL)
    assert history is not None
    for said in words:
        assert said in history[0], history[0]
