"""What the pages of oversight say and do, against rows and journal."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from minben.platform.casework.models import Complaint
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.oversight import spoken, trail
from minben.platform.supervision import actions
from minben.platform.supervision.models import Card, FollowUp, Inspection, Urging
from tests.platform.oversight.test_doors import Watched, watched
from tests.platform.supervision.conftest import somebody

pytestmark = pytest.mark.django_db
__all__ = ["watched"]


def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"oversight:{name}", args=args), query).content.decode()


@pytest.mark.demonstrates("R27", "R88")
def test_citizen_measures_come_before_cost_load_and_cards(watched: Watched, as_role: Callable) -> None:
    page = text(english(as_role("leader")), "figures", months="12")
    order = [
        page.index(words)
        for words in ("Real time", "Trips", "Satisfaction", "What it costs", "Load", "Cards that")
    ]
    assert order == sorted(order)
    assert "9 days" in page, "sent on 3 March 09:00, closed on the 12th at 10:00"
    assert "0%" in page, "one rating, a bad one"


def test_what_waits_for_the_leader_is_counted_and_leads_there(watched: Watched, sign_in: Callable) -> None:
    leader = english(sign_in(watched.urging.issued_by))
    page = text(leader, "figures", months="12")
    assert "Red cards without an answer: 1" in page
    assert "Urgings without a report in time: 1" in page
    assert "Bad ratings not mended in time: 1" in page
    assert "Complaints without an answer in time: 1" in page
    assert "urgings to review" not in page
    actions.report_urging(somebody("officer", "market-regulation"), watched.urging.number, "Done.")
    actions.answer_card(somebody("officer", "market-regulation"), watched.card.number, "Illness.", "")
    page = text(leader, "figures", months="12")
    assert "Your urgings to review: 1" in page
    assert "Red cards without" not in page


@pytest.mark.demonstrates("R105")
@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("unit", "Market Regulation"),
        ("region", "Lanting City"),
        ("line", "Market"),
        ("service", "Open a restaurant"),
    ],
)
def test_where_is_told_by_office_government_line_and_service(
    watched: Watched, as_role: Callable, by: str, words: str
) -> None:
    leader = english(as_role("leader"))
    watched.case.items.filter(item="food_permit").update(
        status="granted", decided_at=watched.case.closed_at, accepted_at=watched.case.submitted_at
    )
    page = text(leader, "figures", months="12", by=by)
    where = page[page.index('id="where"') :]
    assert words in where
    link = where.split(f"by={by}&amp;group=")[1].split('"')[0]
    listed = text(leader, "cases", months="12", by=by, group=link.partition("&")[0])
    assert watched.case.number in listed, "the group's figure leads to its cases"


@pytest.mark.parametrize(
    ("show", "there"), [("bad", True), ("complained", True), ("carded", True), ("denied", False)]
)
def test_each_figure_leads_to_its_cases(watched: Watched, as_role: Callable, show: str, there: bool) -> None:
    page = text(as_role("leader"), "cases", show=show, months="12")
    assert (watched.case.number in page) is there


def test_nonsense_in_the_address_is_read_as_nothing(watched: Watched, as_role: Callable) -> None:
    leader = as_role("leader")
    for query in ({"months": "x"}, {"by": "'"}, {"show": "<b>"}, {"service": "nothing"}, {"group": "nobody"}):
        assert leader.get(reverse("oversight:cases"), query).status_code == 200
        assert leader.get(reverse("oversight:figures"), query).status_code == 200


@pytest.mark.demonstrates("R88")
def test_a_leader_urges_a_case_from_its_page(watched: Watched, as_role: Callable) -> None:
    watched.case.status, watched.case.closed_at = "in_handling", None
    watched.case.save()
    leader = as_role("leader")
    address = watched.address("case")
    due = now() + timedelta(days=5)
    said = {
        "key": "k", "target": "fire_inspection:fire-rescue", "instruction": "請本週辦結。",
        "due_year": due.year, "due_month": due.month, "due_day": due.day,
    }  # fmt: skip
    assert "請本週" not in leader.post(address, {**said, "instruction": ""}).content.decode()
    assert leader.post(address, {**said, "target": "fire_inspection:health"}).status_code == 200, (
        "health holds nothing"
    )
    assert Urging.objects.count() == 1
    for _ in range(2):
        assert leader.post(address, said).status_code == 302
    urging = Urging.objects.order_by("-id").first()
    assert Urging.objects.count() == 2, "sent twice, done once"
    assert (urging.unit, urging.instruction) == ("fire-rescue", "請本週辦結。")
    inspector = as_role("inspector")
    assert inspector.post(address, said).status_code == 200
    assert Urging.objects.count() == 2, "inspectors look, they do not instruct"


def test_the_leader_who_urged_reviews_the_report(watched: Watched, sign_in: Callable) -> None:
    number = watched.urging.number
    leader, other = sign_in(watched.urging.issued_by), sign_in("leader-kang")
    actions.report_urging(somebody("officer", "market-regulation"), number, "Done.")
    assert other.post(watched.address("urging"), {"step": "close"}).status_code == 200
    assert Urging.objects.get().status == "reported"
    leader.post(watched.address("urging"), {"step": "return", "return-words": "", "key": "a"})
    assert Urging.objects.get().status == "reported", "sending back needs words"
    leader.post(watched.address("urging"), {"step": "close", "close-words": "Good.", "key": "b"})
    assert Urging.objects.get().status == "closed"


def test_a_card_shows_rule_facts_holders_and_story(watched: Watched, as_role: Callable) -> None:
    page = text(english(as_role("leader")), "card", watched.card.number)
    for words in (
        "has not answered yet",
        "Who held the item when",
        "Used of the limit",
        "Legal basis",
        "Answer due",
    ):
        assert words in page


def test_the_inspector_rules_on_a_card_and_nobody_else(watched: Watched, as_role: Callable) -> None:
    address = watched.address("card")
    as_role("leader").post(address, {"words": "No.", "ruling": "cancel"})
    assert Card.objects.get(pk=watched.card.pk).status == "issued"
    inspector = as_role("inspector")
    inspector.post(address, {"words": " ", "ruling": "cancel"})
    assert Card.objects.get(pk=watched.card.pk).status == "issued", "not without reasons"
    inspector.post(address, {"words": "The hall was closed.", "ruling": "cancel", "key": "c"})
    assert Card.objects.get(pk=watched.card.pk).status == "cancelled"


@pytest.mark.demonstrates("R89")
def test_check_now_really_verifies_and_records(watched: Watched, as_role: Callable) -> None:
    inspector = english(as_role("inspector"))
    before = Inspection.objects.count()
    page = inspector.post(
        reverse("oversight:inspection"), {"kept": "", "key": "d"}, follow=True
    ).content.decode()
    assert "Every entry and every signed head is unaltered." in page
    assert Inspection.objects.count() == before + 1
    with connection.cursor() as cursor:
        cursor.execute("update journal_entry set actor = 'nobody' where tenant_id = 'lanting' and number = 2")
    page = inspector.post(
        reverse("oversight:inspection"), {"kept": "", "key": "e"}, follow=True
    ).content.decode()
    assert "Something does not match" in page
    page = inspector.post(reverse("oversight:inspection"), {"kept": "rubbish", "key": "f"}).content.decode()
    assert "This is no head of a ledger" in page


@pytest.mark.demonstrates("R89", "R95")
def test_the_trail_names_actor_unit_time_change_and_is_journalled(
    watched: Watched, as_role: Callable
) -> None:
    page = text(english(as_role("inspector")), "trail", watched.case.number)
    for words in (
        "Application sent",
        "Card issued",
        "Urged",
        "before received, after accepted",
        "Tuesday 3 March 2026",
    ):
        assert words in page
    last = Entry.objects.order_by("-number").first()
    assert (last.act, last.ref, last.facts["purpose"]) == ("journal.read", watched.case.number, "inspection")
    officer = somebody("officer", "market-regulation")
    assert officer.account not in page, "people appear by name"


def test_an_altered_entry_is_marked_in_the_trail_and_fails_its_proof(
    watched: Watched, as_role: Callable
) -> None:
    number = Entry.objects.get(act="casework.submit", ref=watched.case.number).number
    assert trail.prove(number).included
    assert trail.prove(number).intact
    with connection.cursor() as cursor:
        cursor.execute(
            "update journal_entry set actor = 'x' where tenant_id = 'lanting' and number = %s", [number]
        )
    inspector = english(as_role("inspector"))
    assert "An entry does not match" in text(inspector, "trail", watched.case.number)
    assert "it was altered" in text(inspector, "entry", number)


def test_sealed_facts_open_with_a_reason_which_is_journalled(watched: Watched, as_role: Callable) -> None:
    number = Entry.objects.get(act="casework.complain").number
    inspector = english(as_role("inspector"))
    assert "Too slow." not in text(inspector, "entry", number)
    address = reverse("oversight:entry", args=[number])
    assert "Too slow." not in inspector.post(address, {"words": " "}).content.decode()
    assert "Too slow." in inspector.post(address, {"words": "Complaint 7", "key": "g"}).content.decode()
    last = Entry.objects.order_by("-number").first()
    assert (last.act, last.facts["purpose"], last.facts["fields"]) == (
        "journal.read",
        "Complaint 7",
        ["text"],
    )


@pytest.mark.demonstrates("R87")
def test_a_complaint_is_read_and_answered_by_the_inspector(watched: Watched, as_role: Callable) -> None:
    inspector, complaint = as_role("inspector"), Complaint.objects.get()
    assert "Too slow." in text(inspector, "complaints")
    assert Entry.objects.order_by("-number").first().act == "journal.read"
    address = reverse("oversight:reply", args=[complaint.number])
    inspector.post(address, {"words": "  ", "key": "h"})
    assert Complaint.objects.get().replied_at is None
    inspector.post(address, {"words": "對不起。", "key": "i"})
    assert Complaint.objects.get().reply == "對不起。"
    assert "Too slow." not in text(inspector, "complaints"), "answered: its words are sealed again"


def test_a_bad_rating_is_excluded_with_reasons(watched: Watched, as_role: Callable) -> None:
    as_role("inspector").post(watched.address("rating"), {"words": "Another office.", "key": "j"})
    assert FollowUp.objects.get().outcome == "excluded"


def test_a_sample_is_drawn_shown_and_noted(watched: Watched, as_role: Callable, sign_in: Callable) -> None:
    inspector = english(as_role("inspector"))
    said = {
        "since_year": "2026",
        "since_month": "3",
        "since_day": "1",
        "number": "1",
        "seed": "orchid",
        "key": "l",
    }
    page = inspector.post(reverse("oversight:draw"), said, follow=True).content.decode()
    assert "orchid" in page
    assert watched.case.number in page
    row = Inspection.objects.get(asked__seed="orchid")
    drawn = english(sign_in(row.found["inspectors"][watched.case.number]))
    note = {"case": watched.case.number, "result": "remark", "words": "Unsigned plan.", "key": "m"}
    drawn.post(reverse("oversight:sample", args=[row.number]), note)
    assert "Unsigned plan." in text(inspector, "sample", row.number)


def test_readings_list_who_read_what(watched: Watched, as_role: Callable) -> None:
    inspector = as_role("inspector")
    text(inspector, "trail", watched.case.number)
    page = text(inspector, "readings")
    assert watched.case.number in page
    assert "inspection" in page


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_pages_are_whole_in_each_language(watched: Watched, as_role: Callable, language: str) -> None:
    inspector = as_role("inspector")
    inspector.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for name in (
        "figures",
        "card",
        "urging",
        "rating",
        "inspection",
        "check",
        "sample",
        "signals",
        "trail",
        "entry",
    ):
        page = inspector.get(watched.address(name))
        assert page.status_code == 200
        assert 'style="' not in page.content.decode()


def acts() -> list[str]:
    """Every act that any app may write into the journal."""
    written = re.compile(r'@act\("([a-z_.]+)"')
    sources = (Path(__file__).resolve().parents[3] / "src/minben/platform").rglob("*.py")
    return sorted({name for path in sources for name in written.findall(path.read_text("utf-8"))})


def test_every_act_of_the_journal_has_words() -> None:
    assert len(acts()) > 100
    assert [name for name in acts() if spoken.act(name) == name and "." in name] == []


def test_an_inspector_reads_words_first_and_the_raw_entry_behind_a_fold(
    watched: Watched, as_role: Callable
) -> None:
    page = text(english(as_role("inspector")), "trail", watched.case.number)
    folds = re.compile(r"<details.*?</details>", re.DOTALL)
    assert "&quot;transitions&quot;" in page, "nothing is hidden"
    plain = folds.sub("", page)
    assert "&quot;" not in plain, "no JSON outside the folds"
    assert "Population register" in plain
    number = re.search(r"/entries/(\d+)/", page)
    assert number is not None
    entry = folds.sub("", text(english(as_role("inspector")), "entry", int(number[1])))
    assert "&quot;" not in entry
