"""Reforms in the studio: the decision record, and asking the public from opening to result; for analysts only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.identity.queries import account, actor_for
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.models import Opinion, PublicConsultation
from minben.platform.openness.queries.consultations import consultation
from minben.platform.openness.queries.reforms import change
from minben.platform.openness.queries.running import dry_run

DRAFT = ("open-a-restaurant", "licence-on-the-spot")
DONE = ("open-a-restaurant", "items-in-parallel")
pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    return as_role("analyst")


@pytest.fixture
def said(city: str) -> int:
    """A citizen's opinion; its number."""
    wang = actor_for(account("citizen-wang"))
    return actions.give_opinion(wang, *DRAFT, {"at_once": "yes"}, "能當場登記最好", named=True)


def at(page: str, *more: object) -> str:
    return reverse(f"studio:{page}", args=[*DRAFT, *more])


@pytest.mark.demonstrates("R37")
def test_the_decision_record_holds_evidence_alternatives_consultation_and_who_decides(
    analyst: Client, said: int
) -> None:
    page = analyst.get(at("reform")).content.decode()
    for told in (
        "開店的人來信說",  # the need
        "維持現狀",  # an alternative
        "仿真支持",  # the evidence
        "精簡、統一、效能",
        "徵求意見",
        "蘭亭市市場監督管理局",  # who decides, who is affected
        "市場主體登記管理條例",  # on what basis
    ):
        assert told in page
    done = analyst.get(reverse("studio:reform", args=DONE)).content.decode()
    assert "承諾與兌現" in done
    assert "案件太少，不能下結論" in done


def test_all_reforms_are_listed_with_where_they_stand(analyst: Client) -> None:
    page = analyst.get(reverse("studio:reforms")).content.decode()
    for told in ("個體戶執照當場登記", "五件事同時辦理", "徵求中", "已施行"):
        assert told in page


@pytest.mark.parametrize("who", ["citizen-wang", "officer-fang", "leader-mei", "inspector-yan"])
def test_nobody_else_enters(sign_in: Callable, said: int, who: str) -> None:
    client = sign_in(who)
    assert client.get(reverse("studio:reforms")).status_code == 403
    assert client.get(at("reform")).status_code == 403
    assert client.get(at("opinions")).status_code == 403
    for page, more in (("moderate", [said]), ("reply", []), ("close", []), ("open_consultation", [])):
        assert client.post(at(page, *more), {"verdict": "publish"}).status_code == 403
    assert Opinion.objects.get().state == "waiting"


def test_anonymous_visitors_are_led_to_sign_in(client: Client, city: str) -> None:
    assert client.get(at("opinions")).status_code == 302


def test_analysts_of_another_government_see_only_their_own(city: str, said: int) -> None:
    from minben.platform.journal.tenancy import scope

    with scope("lanting-practice"):
        assert consultation(*DRAFT) is None
        assert not Opinion.objects.exists()


def test_a_consultation_is_opened_with_its_evidence(analyst: Client, city: str) -> None:
    PublicConsultation.objects.all().delete()
    until = (now() + timedelta(days=40)).date()
    form = {"until_year": until.year, "until_month": until.month, "until_day": until.day}
    assert "公開徵求意見" in analyst.get(at("reform")).content.decode()
    past = {"until_year": "2026", "until_month": "1", "until_day": "2"}
    refused = analyst.post(at("open_consultation"), past)
    assert refused.status_code == 400
    assert "今天以後的日期" in refused.content.decode()
    assert analyst.post(at("open_consultation"), {**form, "key": "o1"}).status_code == 302
    row = PublicConsultation.objects.get()
    assert row.until == until
    assert {one["measure"] for one in row.evidence} == {"item_days", "steps_by_hand"}
    assert row.opened_by == "analyst-ruan"


def test_opinions_are_moderated_answered_and_the_result_published(analyst: Client, said: int) -> None:
    page = analyst.get(at("opinions")).content.decode()
    assert "能當場登記最好" in page
    reading = Entry.objects.filter(act="journal.read", actor="analyst-ruan").last()
    assert reading.facts["purpose"] == "moderation"

    analyst.post(at("moderate", said), {"verdict": "withhold", "reason": " ", "key": "m0"})
    assert Opinion.objects.get().state == "waiting"
    analyst.post(at("moderate", said), {"verdict": "publish", "key": "m1"})
    readings = Entry.objects.filter(act="journal.read").count()
    analyst.get(at("opinions"))  # everybody can read these words now: no reading to note
    assert Entry.objects.filter(act="journal.read").count() == readings
    assert Opinion.objects.get().public_name == "王小谷"

    early = analyst.post(at("close"), {"outcome": "adopted", "reason": "好", "key": "c0"})
    assert early.status_code == 400
    assert "請先處理" in early.content.decode()
    empty = analyst.post(at("reply"), {"numbers": [said], "verdict": "adopted", "text": ""})
    assert empty.status_code == 400
    answer = {"numbers": [said], "verdict": "adopted", "text": "採納。", "key": "r1"}
    assert analyst.post(at("reply"), answer).status_code == 302
    result = {"outcome": "adopted", "reason": "多數人贊成。", "key": "c1"}
    assert analyst.post(at("close"), result).status_code == 302
    assert "多數人贊成。" in analyst.get(at("reform")).content.decode()


def test_an_unknown_reform_is_not_found(analyst: Client) -> None:
    assert analyst.get(reverse("studio:reform", args=["open-a-restaurant", "nothing"])).status_code == 404
    assert analyst.get(reverse("studio:opinions", args=DONE)).status_code == 404


def test_the_dry_run_tells_what_would_become_of_every_running_case(submitted_case, analyst: Client) -> None:
    found = change(*DRAFT)
    assert found is not None
    before = submitted_case.state
    tried = dry_run(found)
    assert tried.number == 1
    submitted_case.refresh_from_db()
    assert submitted_case.state == before  # nothing is moved
    page = analyst.get(at("reform")).content.decode()
    assert "草案施行時的在辦案件" in page
    submitted_case.status = "completed"
    submitted_case.save()
    assert dry_run(found).number == 0


def test_a_case_at_a_step_that_the_draft_keeps_goes_on_by_itself(submitted_case) -> None:
    found = change(*DRAFT)
    assert found is not None
    assert dry_run(found).moves == 1


def test_a_reform_in_force_is_shown_as_it_is_now_whatever_people_were_asked_about(analyst: Client) -> None:
    asked = consultation(*DRAFT)
    PublicConsultation.objects.create(
        service=DONE[0],
        reform=DONE[1],
        pack=asked.pack,
        opened_by="analyst-ruan",
        opened_at=asked.opened_at,
        until=asked.until,
        ends_at=asked.ends_at,
        outcome="adopted",
        reason="多數人贊成同時辦理。",
        closed_at=now(),
    )
    page = analyst.get(reverse("studio:reform", args=DONE)).content.decode()
    assert "承諾與兌現" in page
    assert "多數人贊成同時辦理。" in page
