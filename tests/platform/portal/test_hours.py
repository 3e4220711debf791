"""At any hour, across departments, and everything between a citizen and the offices without a trip."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from minben.platform.casework.models import Case, Complaint, Rating, Task
from minben.platform.catalogue.queries import current_place, service
from minben.platform.identity.queries import account
from minben.platform.training import history
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 22, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Sunday


@pytest.mark.demonstrates("R60")
def test_a_form_sent_at_night_on_a_sunday_is_received_at_once_by_every_department(city: str) -> None:
    person = account("citizen-wang")
    past = history.beginning(city, current_place(), seed=7)
    number = history.apply(past, "open-a-restaurant", person.person, person.name, NIGHT)
    case = Case.objects.get(number=number)
    assert case.submitted_at == NIGHT
    units = set(Task.objects.filter(case=case).values_list("unit", flat=True))
    assert {"market-regulation", "urban-management", "health"} <= units, "all at once, none after the other"
    dues = [clock.due_at for clock in case.clocks.all() if clock.due_at]
    assert dues
    assert all(due.astimezone(NIGHT.tzinfo).date() > NIGHT.date() for due in dues), (
        "offices count from Monday"
    )


@pytest.mark.demonstrates("R59")
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_one_model_shows_the_citizens_steps_beside_those_of_the_offices(city: str, language: str) -> None:
    """The picture and the list of the guide are the process that is executed, applicant and offices in one."""
    found = service("open-a-restaurant")
    page = Client(headers={"accept-language": language}).get("/services/open-a-restaurant/").content.decode()
    picture = max(re.findall(r"<svg.*?</svg>", page, re.DOTALL), key=len)
    told = "".join(re.sub(r"<[^>]+>", "", picture).split())
    wanted = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(language, "en")
    names = found.place.texts[wanted]
    begun = {"zh-Hant": "提交聯合申請表", "zh-Hans": "提交联合申请表", "en": "Joint form"}[wanted]
    assert begun.replace(" ", "") in told, "what the citizen does is the first step"
    for item in found.service.items:
        assert "".join(names[f"units.{item.authority}"].split()) in told, "a lane for each office"


@pytest.mark.demonstrates("R81")
def test_a_citizen_writes_follows_agrees_on_a_day_rates_and_complains_without_a_trip(
    city: str, sign_in
) -> None:
    case = apply_for("open-a-restaurant", "citizen-wang")
    client, home = sign_in("citizen-wang"), f"/cases/{case.number}/"
    assert case.number in client.get("/").content.decode(), "followed from the first page"
    client.post(f"{home}messages/", {"key": "m", "text": "招牌可以先掛嗎？"})
    assert "招牌可以先掛嗎？" in client.get(f"{home}messages/").content.decode()
    visit = client.get(f"{home}agreements/").content.decode()
    assert 'value="visit"' in visit, "a day for a visit can be proposed"
    client.post(f"{home}complain/", {"key": "c", "text": "等了很久。"})
    assert Complaint.objects.get().case_id == case.pk
    elder = apply_for("elder-allowance", "citizen-lin")
    lin = sign_in("citizen-lin")
    lin.post(f"/cases/{elder.number}/rate/", {"key": "r", "stars": "5", "text": ""})
    assert Rating.objects.get(case=elder).is_default is False
    assert lin.get("/openness/consultations/").status_code == 200, "and is asked about drafts"
