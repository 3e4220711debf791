"""Practice: one button in, invented applicants, every page says so, one button out; real cases are never touched."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Certificate, Task
from minben.platform.identity.queries import account, actor_for
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.training import practice
from minben.platform.workbench.queries.queue import Filters, queue
from tests.platform.workbench.test_queue import ENGLISH

pytestmark = pytest.mark.django_db
SANDBOX = "lanting-practice"


def enter(client: Client, **fields: str):
    return client.post("/workbench/practice/enter/", fields, follow=True, headers=ENGLISH)


@pytest.mark.demonstrates("R153")
def test_an_officer_practises_on_invented_cases_and_leaves(submitted_case: Case, sign_in) -> None:
    client = sign_in("officer-fang")
    page = enter(client).content.decode()
    assert "Practice: nothing you do here is real" in page
    assert submitted_case.number not in page
    with scope(SANDBOX):
        tasks = list(Task.objects.filter(unit="fire-rescue", open=True))
        assert len(tasks) >= practice.ENOUGH
        queued = queue(actor_for(account("officer-fang")), Filters()).lines
        assert "overdue" in {line.state for line in queued}
        days = {line.left for line in queued if line.left is not None}
        assert min(days) < 0, "one late"
        assert days & {0, 1}, "one pressing, whatever the hour and the day of the week"
        assert max(days) > 1, "one fresh"
        people = set(Case.objects.values_list("person", flat=True))
        assert Entry.objects.get(act="training.prepare").actor == "officer-fang"
    assert submitted_case.person not in people, "nobody's own case is copied"
    for path in (f"tasks/{tasks[0].pk}/", "day/", "practice/", "counter/"):
        told = client.get(f"/workbench/{path}", headers=ENGLISH).content.decode()
        assert "Practice: nothing you do here is real" in told, path
        assert "Leave practice" in told
    enter(client)
    with scope(SANDBOX):
        assert Task.objects.filter(unit="fire-rescue", open=True).count() == len(tasks), "enough is enough"
    enter(client, more="1")
    with scope(SANDBOX):
        assert Task.objects.filter(unit="fire-rescue", open=True).count() > len(tasks), (
            "unless more are wished"
        )
    left = client.post("/workbench/practice/leave/", follow=True, headers=ENGLISH).content.decode()
    assert submitted_case.number in left
    assert "nothing you do here is real" not in left


def test_real_cases_are_never_touched(submitted_case: Case, sign_in) -> None:
    before = (Entry.objects.count(), Case.objects.count(), list(Task.objects.values()))
    client = sign_in("officer-fang")
    enter(client)
    own = Task.objects.get(case=submitted_case, unit="fire-rescue")
    page = client.get("/workbench/").content.decode()
    practised = int(re.search(r"/workbench/tasks/(\d+)/", page)[1])
    assert practised != own.pk
    assert client.get(f"/workbench/tasks/{own.pk}/").status_code == 404, "the real task is out of reach"
    client.post(f"/workbench/tasks/{own.pk}/accept/", {})
    client.post("/workbench/together/", {"act": "claim", "task": [own.pk]})
    client.post(f"/workbench/tasks/{practised}/claim/", {})
    assert (Entry.objects.count(), Case.objects.count(), list(Task.objects.values())) == before
    with scope(SANDBOX):
        assert Task.objects.get(pk=practised).assignee == "officer-fang"


def test_a_result_made_in_practice_certifies_nothing(city: str) -> None:
    with scope(SANDBOX):
        made = practice.prepare(
            actor_for(account("officer-rao")), 1
        )  # civil affairs: decided by rule, at once
        code = Certificate.objects.first().code if made and Certificate.objects.exists() else ""
    assert code, "the allowance is granted by rule to the invented applicant"
    assert "沒有這個編碼" in Client().get(f"/verify/{code}/").content.decode()


def test_practice_reads_the_invented_registers_whatever_is_configured(city: str, settings) -> None:
    from minben.platform.exchange.actions import connector
    from minben.platform.exchange.contrib.folder import FolderRegisters

    settings.MINBEN_REGISTERS = "tests.platform.workbench.test_practice.real_registers"
    assert connector() == "real people's registers"
    with scope(SANDBOX):
        assert isinstance(connector(), FolderRegisters)


def real_registers() -> str:
    return "real people's registers"


def test_nothing_is_invented_outside_a_sandbox(submitted_case: Case) -> None:
    with pytest.raises(practice.NotPractice):
        practice.prepare(actor_for(account("officer-fang")))
    assert Case.objects.count() == 1


def test_a_place_without_a_practice_room_says_so(city: str, sign_in) -> None:
    client = sign_in("officer-ying")
    assert "No practice room yet" in client.get("/workbench/practice/", headers=ENGLISH).content.decode()
    told = enter(client).content.decode()
    assert "has no practice room yet" in told
    assert client.session.get("tenant") is None


def test_practice_is_for_officers(city: str, as_citizen, as_role) -> None:
    for path in ("", "enter/", "leave/"):
        address = f"/workbench/practice/{path}"
        assert as_citizen.post(address).status_code == 403
        assert as_role("inspector").post(address).status_code == 403
        assert Client().post(address).status_code == 302
    with scope(SANDBOX):
        assert not Case.objects.exists()
