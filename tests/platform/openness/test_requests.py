"""Requests for information: the statutory clock, every kind of reply, and nobody sees another's request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.casework.actions import Refusal
from minben.platform.catalogue.queries import current_place
from minben.platform.identity.models import Post
from minben.platform.identity.queries import account, actor_for
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.openness import information_law as law
from minben.platform.openness.actions import requests as actions
from minben.platform.openness.models import InformationRequest
from minben.platform.openness.queries import requests as queries
from minben.platform.openness.tasks import watch_requests
from minben.platform.supervision import actions as supervision
from minben.platform.supervision.models import Card
from minben.platform.supervision.tasks import watch

LANGUAGES = {"zh-hant": "依申請公開", "zh-hans": "依申请公开", "en": "Requests for information"}
UNIT = "market-regulation"
SUBJECT, TEXT = "餐館檢查結果", "請公開去年本市餐館食品安全檢查的全部結果。"
ASKED = datetime(2026, 9, 14, 2, tzinfo=UTC)  # a Monday; 1 to 7 October are holidays


@pytest.fixture
def wang(city: str):
    return actor_for(account("citizen-wang"))


def of(unit: str, role: str = "officer"):
    posts = [one for one in Post.objects.filter(unit=unit).order_by("code") if role in one.roles]
    return actor_for(account(posts[0].account))


@pytest.fixture
def officer(city: str):
    return of(UNIT)


@pytest.fixture
def head(city: str):
    return of(UNIT, "leader")


@pytest.fixture
def number(wang) -> str:
    return actions.ask(wang, UNIT, SUBJECT, TEXT, "101", at=ASKED)


def row(number: str) -> InformationRequest:
    return InformationRequest.objects.get(number=number)


def due(number: str) -> date | None:
    at = queries.due(row(number)).at
    return at.astimezone(ZoneInfo("Asia/Shanghai")).date() if at else None


def counted(start: date, number: int) -> date:
    """By hand: so many working days after `start`, by the calendar's own lists."""
    calendar, day = current_place().calendar, start
    while number:
        day += timedelta(days=1)
        number -= day in calendar.worked or (day.weekday() < 5 and day not in calendar.rest)
    return day


@pytest.mark.demonstrates("R129")
def test_a_reply_is_due_within_twenty_working_days_and_says_why(number: str) -> None:
    assert due(number) == counted(date(2026, 9, 14), 20) > date(2026, 10, 14)
    steps = queries.due(row(number)).steps
    assert [step.kind for step in steps][:2] == ["start", "count"]
    assert steps[1].basis == f"{law.LAW} 33"


@pytest.mark.demonstrates("R129")
def test_a_third_party_stops_the_clock_and_those_days_do_not_count(number: str, officer) -> None:
    before = due(number)
    actions.ask_third_party(officer, number, "某餐館：是否同意公開", at=ASKED + timedelta(days=1))
    assert due(number) is None
    with pytest.raises(Refusal, match=r"request\.waiting"):
        actions.answer(officer, number, "disclosed", "見附件", at=ASKED + timedelta(days=2))
    actions.hear_third_party(officer, number, "no", at=ASKED + timedelta(days=4))
    assert due(number) == counted(before, 3)
    assert [step.note for step in queries.due(row(number)).steps if step.kind == "stop"] == ["third_party"]


@pytest.mark.demonstrates("R129")
def test_the_head_alone_extends_once_by_at_most_twenty(number: str, officer, head) -> None:
    before = due(number)
    later = ASKED + timedelta(days=3)
    for actor, days, reason, refusal in (
        (officer, 20, "量大", "request.head_only"),
        (head, 21, "量大", "request.days"),
        (head, 20, " ", "request.reason"),
    ):
        with pytest.raises(Refusal, match=refusal):
            actions.extend(actor, number, days, reason, at=later)
    with pytest.raises(Refusal, match=r"request\.overdue"):
        actions.extend(head, number, 20, "量大", at=ASKED + timedelta(days=60))
    actions.extend(head, number, 20, "量大", at=later)
    assert due(number) == counted(before, 20)
    with pytest.raises(Refusal, match=r"request\.extended_once"):
        actions.extend(head, number, 5, "量大", at=later)


@pytest.mark.demonstrates("R129")
def test_what_is_unclear_is_asked_once_within_seven_days_and_the_limit_begins_anew(
    number: str, officer, wang
) -> None:
    with pytest.raises(Refusal, match=r"request\.too_late_to_ask"):
        actions.ask_correction(officer, number, "哪一年？", 10, at=ASKED + timedelta(days=20))
    actions.ask_correction(officer, number, "哪一年？", 10, at=ASKED + timedelta(days=2))
    with pytest.raises(Refusal, match=r"request\.still_time"):
        actions.give_up(officer, number, at=ASKED + timedelta(days=3))
    with pytest.raises(Refusal, match=r"request\.gone"):
        actions.correct(actor_for(account("citizen-lin")), number, "2025", at=ASKED + timedelta(days=3))
    actions.correct(wang, number, "2025年", at=ASKED + timedelta(days=4))
    assert due(number) == counted(date(2026, 9, 18), 20)
    with pytest.raises(Refusal, match=r"request\.corrected_once"):
        actions.ask_correction(officer, number, "哪一區？", 10, at=ASKED + timedelta(days=5))


def test_what_is_not_made_clear_counts_as_given_up(number: str, officer) -> None:
    actions.ask_correction(officer, number, "哪一年？", 5, at=ASKED + timedelta(days=2))
    actions.give_up(officer, number, at=ASKED + timedelta(days=40))
    assert row(number).state == queries.GIVEN_UP


@pytest.mark.demonstrates("R129")
def test_a_refusal_names_reason_article_and_remedies(number: str, officer, as_citizen) -> None:
    at = ASKED + timedelta(days=5)
    for outcome, more, refusal in (
        ("refused", {}, "request.reason"),
        ("not_held", {}, "request.holder"),
        ("maybe", {}, "request.outcome"),
        ("disclosed", {"public_question": "檢查結果"}, "request.public_half"),
    ):
        with pytest.raises(Refusal, match=refusal):
            actions.answer(officer, number, outcome, "因涉及商業秘密", at=at, **more)
    actions.answer(officer, number, "refused", "因涉及商業秘密", "third_party", at=at)
    assert row(number).basis == f"{law.LAW} 36; {law.LAW} 15"
    told = as_citizen.get(f"/openness/requests/{number}/").content.decode()
    for words in ("不予公開", "第15條", "行政復議", "因涉及商業秘密", "示範"):
        assert words in told
    assert row(number).read_at is not None
    review, court = law.remedies("refused", at, current_place(), current_place().calendar)
    assert review.first
    assert review.basis.endswith(" 23")
    assert court.due is None
    assert law.remedies("disclosed", at, current_place(), current_place().calendar) == []


@pytest.mark.demonstrates("R31")
def test_everybody_reads_published_replies_and_counts_of_refusals_by_reason(
    number: str, officer, wang, client: Client
) -> None:
    actions.answer(
        officer, number, "partly", "給王某的答覆", "enforcement", "", "餐館檢查結果", "除執法案卷外，結果見網站。",
        at=ASKED + timedelta(days=5),
    )  # fmt: skip
    other = actions.ask(wang, UNIT, "別的事", "不公布的問題", at=ASKED)
    actions.answer(officer, other, "refused", "不便公布的答覆", "internal", at=ASKED + timedelta(days=90))
    found = queries.counts()
    assert (found.asked, found.answered, found.in_time) == (2, 2, 1)
    assert (found.outcomes["refused"], found.reasons["internal"], found.reasons["enforcement"]) == (1, 1, 1)
    told = client.get("/openness/requests/").content.decode()
    assert "除執法案卷外，結果見網站。" in told
    for hidden in (
        number,
        other,
        TEXT,
        SUBJECT[:2] + "王",
        "給王某的答覆",
        "不公布的問題",
        account("citizen-wang").name,
    ):
        assert hidden not in told


def test_every_act_is_one_entry_without_words(number: str, officer) -> None:
    actions.answer(officer, number, "not_existing", "查無此件", at=ASKED + timedelta(days=1))
    entries = list(Entry.objects.filter(kind=actions.KIND, ref=number).order_by("number"))
    assert [one.act for one in entries] == ["openness.ask_information", "openness.answer_request"]
    assert not any(word in str(one.facts) for one in entries for word in (SUBJECT, TEXT, "查無此件"))
    with pytest.raises(Refusal, match=r"request\.wrong_state"):
        actions.answer(officer, number, "disclosed", "又有了")


def test_another_citizen_another_unit_another_tenant_and_nobody_see_it(
    number: str, sign_in, as_officer, client: Client
) -> None:
    page, desk = f"/openness/requests/{number}/", f"/workbench/requests/{number}/"
    assert sign_in("citizen-lin").get(page).status_code == 404
    assert sign_in("citizen-lin").get(desk).status_code == 403
    assert client.get(page).status_code == 302
    assert client.get(desk).status_code == 302
    assert as_officer("fire-rescue").get(desk).status_code == 404
    assert number not in as_officer("fire-rescue").get("/workbench/requests/").content.decode()
    assert SUBJECT not in sign_in("citizen-lin").get("/openness/requests/").content.decode()
    stranger = of("fire-rescue")
    with pytest.raises(Refusal, match=r"unit\.not_yours"):
        actions.answer(stranger, number, "disclosed", "不是我的")
    with scope("liushang"):
        assert not InformationRequest.objects.exists()


@pytest.mark.parametrize(("language", "title"), LANGUAGES.items())
def test_a_citizen_asks_and_an_officer_answers_by_forms(
    city: str, as_citizen, as_officer, language: str, title: str
) -> None:
    as_citizen.cookies.load({"django_language": language})
    assert title in as_citizen.get("/openness/requests/").content.decode()
    assert as_citizen.post("/openness/requests/new/", {"unit": UNIT}).status_code == 422
    answer = as_citizen.post(
        "/openness/requests/new/", {"unit": UNIT, "subject": SUBJECT, "text": TEXT, "key": "k"}
    )
    number = queries.own(account("citizen-wang").person)[0].row.number
    assert answer["Location"] == f"/openness/requests/{number}/"
    assert SUBJECT in as_citizen.get(answer["Location"]).content.decode()
    officer = as_officer(UNIT)
    officer.cookies.load({"django_language": language})
    assert SUBJECT in officer.get("/workbench/requests/").content.decode()
    desk = f"/workbench/requests/{number}/"
    told = officer.get(desk).content.decode()
    assert TEXT in told
    assert Entry.objects.filter(act="journal.read", ref=number).count() == 1
    assert (
        officer.post(desk, {"act": "answer", "answer-outcome": "refused", "answer-text": "不行"}).status_code
        == 422
    )
    assert officer.post(desk, {"act": "nothing"}).status_code == 404
    done = officer.post(
        desk, {"act": "answer", "answer-outcome": "disclosed", "answer-text": "結果如下", "key": "a"}
    )
    assert done.status_code == 302
    assert "結果如下" in as_citizen.get(f"/openness/requests/{number}/").content.decode()


def test_due_first_stands_first(wang, officer) -> None:
    late = actions.ask(wang, UNIT, "晚", "晚問的", at=ASKED + timedelta(days=9))
    early = actions.ask(wang, UNIT, "早", "早問的", at=ASKED)
    stopped = actions.ask(wang, UNIT, "停", "停住的", at=ASKED - timedelta(days=9))
    actions.ask_third_party(officer, stopped, "某人", at=ASKED - timedelta(days=8))
    done = actions.ask(wang, UNIT, "完", "答過的", at=ASKED - timedelta(days=30))
    actions.answer(officer, done, "disclosed", "好", at=ASKED)
    assert [one.row.number for one in queries.of_units(officer)] == [early, late, stopped, done]


def test_my_space_tells_of_an_answer_and_of_a_question(number: str, officer, wang, as_citizen) -> None:
    other = actions.ask(wang, UNIT, "別的事", "別的內容", at=ASKED)
    actions.ask_correction(officer, other, "哪一年？", 10, at=ASKED + timedelta(days=1))
    actions.answer(officer, number, "disclosed", "見附件", at=ASKED + timedelta(days=1))
    told = as_citizen.get("/space/").content.decode()
    assert "您的信息公開申請已有答覆：餐館檢查結果" in told
    assert "單位請您補正：別的事" in told
    assert "哪一年？" in as_citizen.get(f"/openness/requests/{other}/").content.decode()
    assert as_citizen.post(f"/openness/requests/{other}/", {"text": "2025年"}).status_code == 302
    assert row(other).state == queries.OPEN


def test_a_notice_moves_an_open_request_with_both_dates_in_the_record_and_no_answered_one(
    officer, wang
) -> None:
    from minben.platform.casework.tasks import recount_clocks
    from minben.platform.catalogue.actions import correct_calendar
    from minben.platform.journal import queries as journal
    from minben.platform.journal.actor import system
    from minben.platform.openness.tasks import recount_requests
    from tests.platform.casework.test_recount import mourning

    now = journal.now()
    answered, waiting, unclear = (actions.ask(wang, UNIT, SUBJECT, TEXT, "101") for _turn in range(3))
    actions.answer(officer, answered, "disclosed", "見附件。")
    actions.ask_correction(officer, unclear, "哪一年？", 3)
    kept, before, until = row(answered).due_at, queries.due(row(waiting)).at, row(unclear).correction_until
    day = until.astimezone(ZoneInfo("Asia/Shanghai")).date()
    correct_calendar(system("lanting"), mourning(current_place().calendar, day, 1))
    recount_clocks()
    assert recount_requests() == 2
    assert queries.due(row(waiting)).at > before > now
    assert row(unclear).correction_until > until
    assert (row(answered).due_at, queries.due(row(answered)).at) == (kept, kept)
    told = journal.entries("information_request", waiting).get(act="openness.recount_request").facts["dates"]
    assert [(one["what"], one["before"]) for one in told] == [("due", before.astimezone(UTC).isoformat())]
    size = journal.size()
    assert recount_requests() == 0
    assert journal.size() == size


@pytest.mark.parametrize(("account", "led"), [("", True), ("citizen-wang", True), ("officer-fang", False)])
def test_nobody_is_led_to_a_page_that_is_closed_to_them(
    city: str, sign_in: Callable, account: str, led: bool
) -> None:
    """Who is not signed in is asked to; an officer asks as a resident, with a resident's account."""
    visitor = sign_in(account) if account else Client()
    assert (reverse("openness:ask") in visitor.get(reverse("openness:requests")).content.decode()) is led


# --- supervision: a reply that does not come in its limit ---


def looked(at: datetime) -> list[tuple[str, str, str]]:
    watch_requests(at)
    return [(card.rule, card.unit, card.about) for card in Card.objects.order_by("id")]


def test_a_reply_that_is_overdue_brings_the_office_one_red_card(number: str, wang) -> None:
    until = queries.due(row(number)).at
    assert looked(until) == []
    assert looked(until + timedelta(minutes=1)) == [("request_overdue", UNIT, number)]
    assert len(looked(until + timedelta(days=3))) == 1, "once, however often one looks"
    card = Card.objects.get()
    assert (card.case, card.number, card.colour) == (None, f"{number}-K01", "red")
    assert datetime.fromisoformat(card.facts["due_at"]) == until
    # Issued on Saturday 17 October, so it counts as received on Monday 19.
    assert card.reply_due_at.astimezone(ZoneInfo("Asia/Shanghai")).date() == date(2026, 10, 21)
    entry = Entry.objects.get(act="supervision.issue_card")
    assert (entry.ref, entry.facts["about"], "case" in entry.facts) == (card.number, number, False)


def test_a_late_reply_still_brings_the_card_and_one_in_time_none(wang, officer) -> None:
    late, prompt = (actions.ask(wang, UNIT, SUBJECT, TEXT, "101", at=ASKED) for _ in range(2))
    until = queries.due(row(late)).at
    actions.answer(officer, prompt, "disclosed", "見附件", at=until)
    actions.answer(officer, late, "disclosed", "見附件", at=until + timedelta(hours=1))
    assert looked(until + timedelta(hours=2)) == [("request_overdue", UNIT, late)]


def test_no_card_while_a_third_party_is_asked(number: str, officer) -> None:
    until = queries.due(row(number)).at
    actions.ask_third_party(officer, number, "某餐館", at=ASKED + timedelta(days=1))
    assert looked(until + timedelta(days=20)) == []


def test_the_office_answers_such_a_card_and_the_inspector_rules(
    number: str, officer, as_officer, as_role
) -> None:
    looked(queries.due(row(number)).at + timedelta(minutes=1))
    card = Card.objects.get()
    page = as_officer(UNIT).get(f"/workbench/cards/{card.number}/")
    assert reverse("workbench:information", args=[number]) in page.content.decode()
    assert as_officer("health").get(f"/workbench/cards/{card.number}/").status_code == 404
    assert card.number in as_officer(UNIT).get("/workbench/day/").content.decode()
    supervision.answer_card(officer, card.number, "The archive was closed.", "A deputy is named.")
    inspector = as_role("inspector")
    assert number in inspector.get("/oversight/cards/").content.decode()
    told = inspector.get(f"/oversight/cards/{card.number}/").content.decode()
    assert number in told
    assert "/oversight/cases/" not in told
    sent = inspector.post(
        f"/oversight/cards/{card.number}/",
        {"words": "The archive was closed.", "ruling": "cancel", "key": "k"},
    )
    card.refresh_from_db()
    assert (sent.status_code, card.status) == (302, "cancelled")
    with scope("liushang"):
        assert Card.objects.count() == 0


def test_a_notice_moves_the_day_of_the_answer_to_such_a_card(number: str) -> None:
    looked(queries.due(row(number)).at + timedelta(minutes=1))
    card = Card.objects.get()
    Card.objects.update(reply_due_at=card.reply_due_at + timedelta(days=1))  # as another calendar had it
    watch(card.issued_at + timedelta(minutes=5))
    watch(card.issued_at + timedelta(minutes=6))
    entry = Entry.objects.get(act="supervision.recount_card")
    until = card.reply_due_at
    card.refresh_from_db()
    assert card.reply_due_at == until == datetime.fromisoformat(entry.facts["after"])
