"""Services that deserve a look although nobody complained: the rules on values, and the page for leaders."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from minben.kernel.pack import read_place
from minben.kernel.worktime import Limit
from minben.platform.casework.models import Case
from minben.platform.catalogue.actions import import_items
from minben.platform.catalogue.queries import Published, services
from minben.platform.journal.actor import system
from minben.platform.journal.queries import now
from minben.platform.oversight import attention
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"


def changed(one: Published, **values: object) -> Published:
    """The service with its first item changed."""
    first, *others = one.service.items
    service = dataclasses.replace(one.service, items=(dataclasses.replace(first, **values), *others))
    return dataclasses.replace(one, service=service)


@pytest.mark.demonstrates("R69", "R121")
def test_a_service_that_is_online_and_not_used_is_flagged_with_its_figures(
    city: str, as_role: Callable
) -> None:
    apply_for("elder-allowance", "citizen-lin")
    counter = apply_for("open-a-restaurant", "citizen-wang")
    Case.objects.filter(pk=counter.pk).update(channel="counter")
    used = {one.service: one for one in attention.usage(now() - timedelta(183))}
    assert (used["elder-allowance"].cases, used["elder-allowance"].share) == (1, 1.0)
    assert not used["elder-allowance"].seldom
    assert used["open-a-restaurant"].share == 0
    assert used["open-a-restaurant"].seldom, "everybody came to the counter"
    assert used["birth-of-a-child"].seldom, "nobody came at all"
    page = as_role("leader").get("/oversight/services/", headers={"accept-language": "en"}).content.decode()
    assert page.count("online and not used") == 2
    assert "100%" in page
    assert attention.usage(now() + timedelta(1))[0].cases == 0


@pytest.mark.demonstrates("R46")
def test_what_only_informs_is_listed_with_what_is_in_the_way(city: str, as_role: Callable) -> None:
    every = services()
    assert list(attention.stuck(every)) == [], "Lanting is online to the end"
    item = every[0].service.items[0]
    paper = dataclasses.replace(item.materials[0], medium="paper")
    worse = changed(
        every[0], online_depth="1", onsite_visits=1, materials=(paper,), more={**item.more, "is_online": ""}
    )
    ((_one, found, why),) = attention.stuck([worse])
    assert found.id == item.id
    assert why == ["not_online", "visit", "paper", "depth"]
    row = {"department": "住建局", "name": "公租房租金缴纳", "item_code": "9"}
    import_items(system(city), "測試", [row])
    page = (
        as_role("leader").get("/oversight/services/", headers={"accept-language": "zh-hant"}).content.decode()
    )
    assert "導入目錄的事項只提供信息" in page
    assert "住建局" in page


@pytest.mark.demonstrates("R70")
def test_heavy_items_that_have_not_changed_for_a_year_are_listed(city: str) -> None:
    one = changed(services()[0], promised_limit=Limit(30, "workday", "x 1"), onsite_visits=2)
    born = date.fromisoformat(one.service.effective_from)
    assert list(attention.heavy([one], born + timedelta(364))) == []
    ((_found, item, why, days),) = attention.heavy([one], born + timedelta(400))
    assert item == one.service.items[0]
    assert why == {"visits": 2, "days": 30}
    assert days == 400
    light = changed(services()[0], promised_limit=Limit(1, "workday", "x 1"))
    assert list(attention.heavy([light], born + timedelta(4000))) == []


def test_units_of_limits_are_compared() -> None:
    item = read_place(LANTING).services["elder-allowance"].items[0]
    for limit, heavy in (
        (Limit(3, "month", "x 1"), True),
        (Limit(12, "day", "x 1"), False),
        (Limit(20, "hour", "x 1"), False),
    ):
        assert bool(attention.burdens(dataclasses.replace(item, promised_limit=limit))) is heavy


def test_only_leaders_and_inspectors_see_it(city: str, as_role: Callable, sign_in: Callable) -> None:
    for role, status in (("leader", 200), ("inspector", 200), ("officer", 403), ("analyst", 403)):
        assert as_role(role).get("/oversight/services/").status_code == status
    assert sign_in("citizen-wang").get("/oversight/services/").status_code == 403
