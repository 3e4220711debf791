"""A restaurant case at known moments of March 2026, and people who act at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from minben.platform.casework.models import Case, Task
from minben.platform.catalogue.queries import current_place
from minben.platform.identity.models import Post
from minben.platform.identity.queries import account
from minben.platform.journal.actor import Actor
from minben.platform.training import history

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 10, minute: int = 0, month: int = 3) -> datetime:
    """A moment of 2026; 2 March is a Monday, and the weeks of March have five working days."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def somebody(role: str, unit: str = "") -> Actor:
    """Who holds a post with this role (in this unit)."""
    posts = [post for post in Post.objects.order_by("code") if role in post.roles and unit in ("", post.unit)]
    post = posts[0]
    return Actor("lanting", post.account, "", "", tuple(post.roles), (post.unit,))


def applicant(case: Case) -> Actor:
    return Actor("lanting", case.account, case.person, "", ("citizen",))


def task_of(case: Case, item: str) -> Task:
    return Task.objects.get(case=case, caseitem__item=item, open=True)


@pytest.fixture
def sent(city: str) -> Callable[..., Case]:
    """`sent(at(2))`: a restaurant case sent at that moment by the demo's founder (or another citizen)."""

    def send(moment: datetime, username: str = "citizen-wang", service: str = "open-a-restaurant") -> Case:
        person = account(username)
        assert person is not None
        past = history.beginning("lanting", current_place(), seed=7)
        past.end = moment
        number = history.apply(past, service, person.person, person.name, moment)
        assert number, "The invented answers did not fit the form."
        return Case.objects.get(number=number)

    return send
