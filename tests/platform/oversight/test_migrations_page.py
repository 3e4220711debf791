"""The administrator moves running cases: a dry run first, a second pair of eyes, undoing; nobody else comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.packs import ITEM, SERVICE, begin, chain, process, publish
from minben.platform.casework.models import Case, DryRun, MigrationPlan
from minben.platform.casework.tasks import carry_out_migrations, try_plans
from minben.platform.journal.queries import now
from tests.platform.casework.test_migrating import NEW, OLD

pytestmark = pytest.mark.django_db
LIST = reverse("oversight:migrations")
OTHER_WORK = process(
    f'<userTask id="one" minben:item="{ITEM}" minben:result="x"/><userTask id="two" minben:item="{ITEM}" '
    f'minben:result="{ITEM}"/>' + chain("s", "one", "two", "e")
)


@pytest.fixture
def older(city: str) -> Callable[..., str]:
    """`older(new)` -> the page of two cases whose service has a newer version."""

    def address(new: str = NEW) -> str:
        old = publish(OLD)
        for _ in range(2):
            begin(old)
        publish(new)
        return reverse("oversight:migration", args=[SERVICE, old])

    return address


@pytest.fixture
def next_county(sign_in: Callable) -> Client:
    """The administrator of the county next door."""
    return sign_in("administrator-lu")


def text(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["officer", "leader", "inspector", "analyst"])
def test_nobody_else_sees_or_settles(
    older: Callable, as_role: Callable, next_county: Client, role: str
) -> None:
    address = older()
    plan = MigrationPlan.objects.create(
        service=SERVICE,
        source="a",
        target="b",
        reasons="r",
        proposed_by="administrator-pei",
        proposed_at=now(),
    )
    settle = reverse("oversight:settle_plan", args=[plan.pk])
    for one in (LIST, address):
        assert Client().get(one).status_code == 302
        assert as_role(role).get(one).status_code == 403
    assert as_role(role).post(settle, {"what": "confirm"}).status_code == 403
    assert as_role(role).post(address, {"what": "try"}).status_code == 403
    assert next_county.get(address).status_code == 404
    assert next_county.post(address, {"what": "try"}).status_code == 404
    assert not DryRun.objects.exists()
    next_county.post(settle, {"what": "confirm"})
    plan.refresh_from_db()
    assert plan.settled_at is None, "another county's administrator finds nothing"
    assert SERVICE not in text(next_county, LIST)


def test_one_proposes_another_confirms_and_it_is_taken_back(older: Callable, sign_in: Callable) -> None:
    address = older()
    pei, lin = sign_in("administrator-pei"), sign_in("administrator-lin")
    assert address in text(pei, LIST)
    page = text(pei, address)
    assert "2 open cases of this version" in page
    assert page.count('class="minben-process"') == 2
    assert "Propose to another administrator" not in page, "nothing was tried yet"
    assert pei.post(address, {"what": "try", "key": "t"}).status_code == 302
    waits = pei.get(address, headers={"accept-language": "en"})
    assert waits["Refresh"] == "3"
    assert "The work waits for a worker." in waits.content.decode()
    assert try_plans("lanting", "w") == 1
    page = text(pei, address)
    assert "2 open cases in all" in page
    assert "moves cleanly" in page
    assert "Tried for" in page
    pei.post(address, {"what": "propose", "reasons": "", "key": "a"})
    assert not MigrationPlan.objects.exists(), "a reason is needed"
    pei.post(address, {"what": "propose", "reasons": "The limit is news of the law.", "key": "b"})
    plan = MigrationPlan.objects.get()
    settle = reverse("oversight:settle_plan", args=[plan.pk])
    assert "another administrator must confirm it" in text(pei, LIST)
    pei.post(settle, {"what": "confirm", "key": "c"})
    assert carry_out_migrations("lanting") == 0, "not by who proposed it"
    assert settle in text(lin, LIST)
    lin.post(settle, {"what": "confirm", "key": "d"})
    carry_out_migrations("lanting")
    assert not Case.objects.filter(process="", service=SERVICE).exists()
    assert "Carried out" in text(lin, LIST)
    lin.post(settle, {"what": "back", "reasons": "It was too early.", "key": "e"})
    carry_out_migrations("lanting")
    assert Case.objects.filter(process="", service=SERVICE).count() == 2
    assert "It was too early." in text(pei, LIST)
    assert lin.post(settle, {"what": "else"}).status_code == 404


def test_a_step_that_is_gone_is_decided_by_hand_before_anything_is_proposed(
    older: Callable, sign_in: Callable
) -> None:
    address, pei = older(OTHER_WORK), sign_in("administrator-pei")
    pei.post(address, {"what": "try", "key": "t"})
    try_plans("lanting", "w")
    page = text(pei, address)
    assert "needs your decision" in page
    assert "The case stands at the step decide, which the new version does not have." in page
    assert "Propose to another administrator" not in page
    pei.post(address, {"what": "try", "step-decide": "one", "key": "u"})
    assert "The work waits for a worker." in text(pei, address)
    try_plans("lanting", "w")
    tried = text(pei, address)
    assert "moves cleanly" in tried
    assert Case.objects.filter(process="").count() == Case.objects.count(), "trying changes nothing"
    pei.post(address, {"what": "propose", "reasons": "The work is split.", "step-decide": "one", "key": "a"})
    assert MigrationPlan.objects.get().steps == {"decide": "one"}


def test_a_version_without_open_cases_has_no_page(older: Callable, sign_in: Callable) -> None:
    older()
    pei = sign_in("administrator-pei")
    assert pei.get(reverse("oversight:migration", args=[SERVICE, "0" * 64])).status_code == 404
    assert pei.get(reverse("oversight:migration", args=["nothing", "0" * 64])).status_code == 404
