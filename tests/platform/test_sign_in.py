"""The demo's sign-in page: everybody stands once for each door, under their office, with what the door is for."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.identity.queries import demo_accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "doors"),
    [
        ("zh-hant", ("居民", "領導", "紀檢監督人員", "分析人員", "管理員", "經辦人")),
        ("zh-hans", ("居民", "领导", "纪检监督人员", "分析人员", "管理员", "经办人")),
        ("en", ("Residents", "Leaders", "Inspectors", "Analysts", "Administrators", "Officers")),
    ],
)
def test_people_are_grouped_by_door_and_office(city: str, language: str, doors: tuple[str, ...]) -> None:
    page = Client(headers={"accept-language": language}).get("/identity/sign-in/").content.decode()
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == list(doors)
    officers = page.rpartition(doors[-1])[2]
    fire = re.search(r"<dt>([^<]+)</dt><dd>(?:(?!</dd>).)*officer-fang.*?</dd>", officers, re.DOTALL)
    assert fire is not None
    assert {"消防", "Fire"} & {word for word in ("消防", "Fire") if word in fire[1]}, (
        "the office in the reader's words"
    )


def test_everybody_of_the_demo_can_be_chosen_and_comes_to_their_door(city: str) -> None:
    page = Client().get("/identity/sign-in/").content.decode()
    for row in demo_accounts():
        assert f'name="account" value="{row["username"]}"' in page
    doors = {
        "inspector-yan": "/oversight/inspection/",
        "officer-fang": "/workbench/",
        "analyst-ruan": "/studio/",
    }
    for who, door in doors.items():
        assert Client().post("/identity/sign-in/", {"account": who}).headers["Location"] == door


def test_nobody_who_is_not_of_the_demo_can_be_chosen(city: str, settings) -> None:
    assert Client().post("/identity/sign-in/", {"account": "nobody"}).status_code == 404
    settings.MINBEN_DEMO = False
    assert Client().post("/identity/sign-in/", {"account": "officer-fang"}).status_code == 404
