"""Consultations: everybody reads, citizens answer once, nobody reads another's words before they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.casework.actions import Refusal
from minben.platform.identity.queries import account, actor_for
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.models import Opinion, PublicConsultation
from minben.platform.openness.queries import consultations as queries
from minben.platform.openness.queries.reforms import change

DRAFT = ("open-a-restaurant", "licence-on-the-spot")
PAGE = "/openness/consultations/open-a-restaurant/licence-on-the-spot/"
WORDS = "規則判錯了找誰？"


@pytest.fixture
def asked(city: str) -> PublicConsultation:
    """The consultation that the demo opens when it is loaded."""
    found = queries.consultation(*DRAFT)
    assert found is not None
    return found


@pytest.fixture
def wang(city: str) -> object:
    return actor_for(account("citizen-wang"))


@pytest.fixture
def analyst(city: str) -> object:
    return actor_for(account("analyst-ruan"))


def say(actor: object, text: str = WORDS, *, named: bool = False, **answers: str) -> int:
    return actions.give_opinion(actor, *DRAFT, answers or {"at_once": "yes"}, text, named=named)


@pytest.mark.demonstrates("R32")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hant", ("個體戶執照當場登記", "誰受益", "仿真支持", "審查營業執照")),
        ("zh-hans", ("个体户执照当场登记", "谁受益", "仿真支持", "审查营业执照")),
        (
            "en",
            (
                "Licences on the spot",
                "Who gains",
                "Supported by the simulation",
                "Examine the business licence",
            ),
        ),
    ],
)
def test_everybody_reads_the_draft_in_plain_words(
    asked: PublicConsultation, client: Client, language: str, told: tuple[str, ...]
) -> None:
    client.cookies.load({"django_language": language})
    page = client.get(PAGE).content.decode()
    for words in told:
        assert words in page
    assert page.count("<svg") >= 2  # before and after


def test_whoever_is_not_signed_in_is_led_to_sign_in(asked: PublicConsultation, client: Client) -> None:
    answer = client.get(f"{PAGE}answer/")
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def test_staff_do_not_answer_as_the_public(asked: PublicConsultation, as_officer: Callable) -> None:
    assert as_officer("fire-rescue").get(f"{PAGE}answer/").status_code == 403


def test_a_citizen_answers_once_and_changes_it(asked: PublicConsultation, as_citizen: Client) -> None:
    first = as_citizen.post(
        f"{PAGE}answer/", {"q_at_once": "yes", "text": WORDS, "shown": "anonymous", "key": "k1"}
    )
    assert first.status_code == 302
    as_citizen.post(f"{PAGE}answer/", {"q_at_once": "no", "text": "改了主意", "shown": "named", "key": "k2"})
    (row,) = Opinion.objects.filter(consultation=asked)
    assert (row.number, row.answers, row.named, row.state) == (1, {"at_once": "no"}, True, "waiting")
    page = as_citizen.get(PAGE).content.decode()
    assert "改了主意" in page
    assert WORDS not in page


def test_an_empty_answer_is_told_and_nothing_is_kept(asked: PublicConsultation, as_citizen: Client) -> None:
    answer = as_citizen.post(f"{PAGE}answer/", {"text": "  ", "shown": "anonymous"})
    assert answer.status_code == 400
    assert "尚未提交" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_words_are_nobodys_until_they_are_published(
    asked: PublicConsultation, wang: object, sign_in: Callable, client: Client
) -> None:
    say(wang, named=True)
    for other in (client, sign_in("citizen-other"), sign_in("officer-fang"), sign_in("leader-mei")):
        assert WORDS not in other.get(PAGE).content.decode()
    row = Opinion.objects.get()
    assert WORDS.encode() not in bytes(row.sealed)
    entry = Entry.objects.filter(act="openness.give_opinion").get()
    assert WORDS not in str(entry.facts)
    assert row.person not in str(entry.facts)


def test_published_words_stand_under_the_chosen_name_only(
    asked: PublicConsultation, wang: object, analyst: object, client: Client
) -> None:
    number = say(wang)
    actions.moderate_opinion(analyst, *DRAFT, number, publish=True)
    page = client.get(PAGE).content.decode()
    assert WORDS in page
    assert wang.name not in page
    say(wang, named=True)
    assert WORDS not in client.get(PAGE).content.decode()  # new words are looked at anew
    actions.moderate_opinion(analyst, *DRAFT, number, publish=True)
    assert wang.name in client.get(PAGE).content.decode()


def test_what_is_withheld_has_a_reason_that_its_author_reads(
    asked: PublicConsultation, wang: object, analyst: object, as_citizen: Client, client: Client
) -> None:
    number = say(wang)
    with pytest.raises(Refusal, match=r"opinion.reason"):
        actions.moderate_opinion(analyst, *DRAFT, number, publish=False)
    actions.moderate_opinion(analyst, *DRAFT, number, publish=False, reason="寫出了他人住址")
    assert "寫出了他人住址" in as_citizen.get(PAGE).content.decode()
    public = client.get(PAGE).content.decode()
    assert WORDS not in public
    assert "寫出了他人住址" not in public
    entry = Entry.objects.filter(act="openness.moderate_opinion").get()
    assert entry.facts["reason"] == "寫出了他人住址"


@pytest.mark.demonstrates("R26")
def test_each_opinion_is_answered_before_the_result_and_the_share_adopted_is_public(
    asked: PublicConsultation, wang: object, analyst: object, client: Client, as_citizen: Client
) -> None:
    zhao = actor_for(account("citizen-other"))
    numbers = [say(wang), say(zhao, "抽查結果請公開")]
    for number in numbers:
        actions.moderate_opinion(analyst, *DRAFT, number, publish=True)
    with pytest.raises(Refusal, match=r"consultation.unanswered"):
        actions.close_consultation(analyst, *DRAFT, "adopted", "採納多數意見")
    actions.reply_to_opinions(analyst, *DRAFT, numbers[:1], "adopted", "採納：可以要求由人複核。")
    actions.reply_to_opinions(analyst, *DRAFT, numbers[1:], "not_adopted", "抽查結果另行公布。")
    assert queries.tally(asked, ("at_once",)).adopted == 0.5
    page = client.get(PAGE).content.decode()
    assert "全部或部分採納 50 %" in page
    assert "採納：可以要求由人複核。" in page
    told = as_citizen.get(reverse("portal:space")).content.decode()
    assert "您的意見已有答覆：個體戶執照當場登記" in told
    actions.close_consultation(analyst, *DRAFT, "partly", "當場登記，但可要求複核。")
    assert "當場登記，但可要求複核。" in client.get(PAGE).content.decode()
    with pytest.raises(Refusal, match=r"consultation.closed"):
        say(wang)


def test_a_reply_to_several_names_their_topic_and_forgets_nobody(
    asked: PublicConsultation, wang: object, analyst: object
) -> None:
    numbers = [say(wang), say(actor_for(account("citizen-other")))]
    with pytest.raises(Refusal, match=r"reply.topic"):
        actions.reply_to_opinions(analyst, *DRAFT, numbers, "adopted", "採納。")
    with pytest.raises(Refusal, match=r"opinion.gone"):
        actions.reply_to_opinions(analyst, *DRAFT, [*numbers, 99], "adopted", "採納。", "複核")
    assert actions.reply_to_opinions(analyst, *DRAFT, numbers, "adopted", "採納。", "複核") == 2
    assert {row.reply.topic for row in Opinion.objects.all()} == {"複核"}


def test_after_the_last_day_nothing_more_is_taken(
    asked: PublicConsultation, wang: object, client: Client
) -> None:
    asked.ends_at = now() - timedelta(minutes=1)
    asked.save()
    with pytest.raises(Refusal, match=r"consultation.over"):
        say(wang)
    assert "結果隨後公布" in client.get(PAGE).content.decode()


def test_questions_and_answers_that_were_not_asked_are_refused(
    asked: PublicConsultation, wang: object
) -> None:
    for answers in ({"colour": "yes"}, {"at_once": "maybe"}):
        with pytest.raises(Refusal, match=r"opinion.answers"):
            actions.give_opinion(wang, *DRAFT, answers, "")


def test_small_numbers_of_answers_point_at_nobody(asked: PublicConsultation, wang: object) -> None:
    say(wang, at_once="no")
    counts = queries.tally(asked, ("at_once",)).answers["at_once"]
    assert set(counts.values()) <= {None, 0}
    assert counts["no"] is None


def test_another_government_has_consultations_of_its_own(asked: PublicConsultation) -> None:
    with scope("lanting-practice"):
        assert queries.consultations() == []


@pytest.mark.demonstrates("R15")
def test_only_a_draft_with_a_need_is_opened_and_only_once(asked: PublicConsultation, analyst: object) -> None:
    with pytest.raises(Refusal, match=r"consultation.open_already"):
        actions.open_consultation(analyst, *DRAFT, "2999-01-01", [])
    with pytest.raises(Refusal, match=r"consultation.no_draft"):
        actions.open_consultation(analyst, DRAFT[0], "items-in-parallel", "2999-01-01", [])
    asked.delete()
    with pytest.raises(Refusal, match=r"consultation.past"):
        actions.open_consultation(analyst, *DRAFT, "2026-01-01", [])


def test_the_evidence_is_kept_as_it_was_when_people_were_asked(asked: PublicConsultation) -> None:
    found = change(*DRAFT)
    assert found is not None
    assert asked.evidence == found.evidence()
    licence = asked.evidence[0]
    assert licence["verdict"] == "supported"
    low, high = licence["change"][1:]
    assert low < high < 0


def test_who_acts_for_another_speaks_for_them_once(asked: PublicConsultation) -> None:
    chen = account("citizen-chen")
    lin = account("citizen-lin")
    say(actor_for(chen, lin.person), "我父親覺得好")
    say(actor_for(chen), "我自己也覺得好")
    say(actor_for(lin), "我改主意了")
    rows = {row.person: row for row in Opinion.objects.all()}
    assert set(rows) == {lin.person, chen.person}
    assert queries.own(asked, lin.person).text == "我改主意了"
    assert queries.own(asked, chen.person).text == "我自己也覺得好"


def test_the_guide_leads_to_a_draft_that_would_change_the_service(
    asked: PublicConsultation, client: Client
) -> None:
    guide = "/services/open-a-restaurant/"
    assert PAGE in client.get(guide).content.decode()
    assert PAGE not in client.get("/services/elder-allowance/").content.decode()
    asked.ends_at = now() - timedelta(minutes=1)
    asked.save()
    assert PAGE not in client.get(guide).content.decode()


def test_worked_cases_show_what_the_draft_means_for_applicants(
    asked: PublicConsultation, client: Client
) -> None:
    found = change(*DRAFT)
    assert found is not None
    examples = {one.title.partition(" / ")[2]: one for one in found.examples()}
    plain = examples["Five items at the same time, all granted"]
    assert "business_licence" in plain.without.by_hand
    assert "business_licence" not in plain.with_it.by_hand
    assert plain.with_it.by_rule == ("business_licence",)
    client.cookies.load({"django_language": "en"})
    page = client.get(PAGE).content.decode()
    assert "Granted at once by rule: Business licence" in page
    assert "A person looks at: Business licence" in page
