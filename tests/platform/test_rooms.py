"""The pages of every door stand side by side in one component: where one is, and what others may enter."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.test import Client

from minben.platform.design.parts import Tab

pytestmark = pytest.mark.django_db
DOORS = [  # somebody, a page, and a page of the same door that this person may not enter
    ("officer-fang", "/workbench/counter/", "/workbench/held/"),
    ("leader-mei", "/oversight/figures/", "/oversight/inspection/"),
    ("analyst-ruan", "/studio/packs/", "/oversight/"),
]


@pytest.mark.parametrize(("account", "here", "closed"), DOORS)
def test_every_door_shows_where_one_is_and_no_room_that_is_closed(
    city: str, sign_in: Callable[[str], Client], account: str, here: str, closed: str
) -> None:
    client = sign_in(account)
    shown = re.findall(
        r'class="rooms__link" href="([^"]+)"( aria-current="page")?', client.get(here).content.decode()
    )
    assert [href for href, current in shown if current] == [here]
    assert closed not in [href for href, _ in shown]
    assert {client.get(href).status_code for href, _ in shown if href.startswith("/")} == {200}


def test_the_current_page_is_said_and_words_are_escaped() -> None:
    tabs = [Tab("/a", "A & B", current=True), Tab("/c", "C")]
    shown = Template('{% load design %}{% rooms tabs "Pages" %}').render(Context({"tabs": tabs}))
    assert '<nav class="rooms" aria-label="Pages">' in shown
    assert '<a class="rooms__link" href="/a" aria-current="page">A &amp; B</a>' in shown
    assert '<a class="rooms__link" href="/c">C</a>' in shown
