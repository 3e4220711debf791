"""The form on paper asks what the screen asks, in the same order; at the counter it becomes the same case."""

from __future__ import annotations

from html import escape

import pytest
from django.test import Client

from minben.platform.catalogue.queries import services

pytestmark = pytest.mark.django_db


@pytest.mark.demonstrates("R90")
@pytest.mark.parametrize(
    ("language", "locale"), [("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("en", "en")]
)
def test_the_paper_form_has_every_question_in_order_and_every_choice(
    city: str, language: str, locale: str
) -> None:
    for found in services():
        page = (
            Client(headers={"accept-language": language}).get(f"/services/{found.id}/paper/").content.decode()
        )
        names = found.place.texts[locale]
        asked = [guide.element for guide in found.service.guiding]
        asked += [question.element for one in found.service.form for question in one.questions]
        places = [page.index(f"<dt>{escape(names[f'elements.{element}.label'])}") for element in asked]
        assert places == sorted(places), "the order of the screen"
        for element in asked:
            for choice in found.place.elements[element].choices:
                assert escape(names[f"elements.{element}.choices.{choice}"]) in page
        assert "<input" not in page.partition("<main")[2].partition("</main>")[0], "nothing is stored"


def test_what_registers_know_is_asked_for_by_consent_and_told_where_the_law_orders_it(city: str) -> None:
    page = (
        Client(headers={"accept-language": "zh-hant"})
        .get("/services/open-a-restaurant/paper/")
        .content.decode()
    )
    consents, told = page.partition("依法查詢，不另徵求同意")[::2]
    assert "□ <strong>人口登記庫" in consents
    assert "公共信用" in told
    assert "□ 店內布局圖" in page.partition("請一併提交")[2]
    assert Client().get("/services/nothing/paper/").status_code == 404


def test_the_guide_leads_to_the_paper_form(city: str) -> None:
    assert (
        'href="/services/elder-allowance/paper/"'
        in Client().get("/services/elder-allowance/").content.decode()
    )
