"""The case as a working place: answering, writing, files, withdrawing, rating, complaining, remedies, who looked."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minben.platform.casework import actions, queries
from minben.platform.casework.models import Case, Certificate, Complaint, Document, Rating, Task
from minben.platform.journal.actions import note_reading, sign_head
from tests.platform.casework.test_journey import applicant, officer
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
PAGES = ("", "readings/", "receipt/", "messages/", "files/", "withdraw/", "rate/", "complain/")


def task_of(case: Case, unit: str) -> Task:
    return Task.objects.filter(case=case, unit=unit, open=True).order_by("pk")[0]


def asked(case: Case) -> tuple[Task, str]:
    """A correction with two points by the sign office; its task and the address of the answer."""
    task = task_of(case, "urban-management")
    actions.request_correction(officer("urban-management"), task.pk, ["A picture of the sign", "Its width"])
    return task, f"/cases/{case.number}/items/{task.caseitem.item}/answer/"


def post(client: Client, address: str, **data: object) -> object:
    return client.post(address, {"key": uuid4().hex, **data}, follow=True)


@pytest.mark.parametrize("path", [*PAGES, "items/sign/answer/"])
def test_nobody_else_sees_the_pages_of_a_case(submitted_case: Case, sign_in, path: str) -> None:
    asked(submitted_case)
    address = f"/cases/{submitted_case.number}/{path}"
    assert sign_in("citizen-wang").get(address).status_code == 200
    for stranger, expected in (
        (sign_in("citizen-other"), 404),
        (Client(), 302),
        (sign_in("officer-fang"), 403),
    ):
        assert stranger.get(address).status_code == expected
        if path not in ("", "readings/", "receipt/"):
            assert stranger.post(address, {"text": "x", "stars": "5"}).status_code == expected
    assert not Rating.objects.exists()
    assert queries.view(submitted_case).case.status == "in_handling"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "誰看過我的數據"), ("zh-hans", "谁看过我的数据"), ("en", "Who looked at my data")],
)
def test_the_case_speaks_three_languages(submitted_case: Case, sign_in, language: str, words: str) -> None:
    page = sign_in("citizen-wang").get(
        f"/cases/{submitted_case.number}/", headers={"accept-language": language}
    )
    assert words in page.content.decode()


def test_items_stand_side_by_side_with_their_clocks(submitted_case: Case, as_citizen: Client) -> None:
    page = as_citizen.get(f"/cases/{submitted_case.number}/").content.decode()
    assert page.count('class="item"') == submitted_case.items.count()
    assert page.count('class="limit__bar"') >= 3


def test_a_correction_lists_every_point_and_is_answered_with_words_and_a_file(
    submitted_case: Case, as_citizen: Client
) -> None:
    task, address = asked(submitted_case)
    page = as_citizen.get(address).content.decode()
    assert "A picture of the sign" in page
    assert "Its width" in page
    assert address in as_citizen.get(f"/cases/{submitted_case.number}/").content.decode()
    post(as_citizen, address, text="Here it is.", file=SimpleUploadedFile("sign.pdf", PDF))
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == "received"
    assert Document.objects.filter(case=submitted_case, item=task.caseitem.item, name="sign.pdf").exists()
    assert queries.view(submitted_case).corrections[0]["answer"] == "Here it is."


def test_what_is_written_stays_when_an_answer_of_the_form_is_wrong(
    submitted_case: Case, as_citizen: Client
) -> None:
    task, address = asked(submitted_case)
    wrong = {"shop.sign_width": "very wide"}
    page = post(
        as_citizen, address, text="Kept words", file=SimpleUploadedFile("kept.pdf", PDF), **wrong
    ).content.decode()
    assert "Kept words" in page
    assert "very wide" in page
    assert "kept.pdf" in page, "the good file is not lost"
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == "correction_requested"
    post(as_citizen, address, text="Kept words", **{"shop.sign_width": "2"})
    assert queries.view(Case.objects.get(pk=submitted_case.pk)).facts["shop.sign_width"] == "2"


def test_an_empty_answer_is_refused_with_advice_and_a_file_alone_is_one(
    submitted_case: Case, as_citizen: Client
) -> None:
    task, address = asked(submitted_case)
    assert "請填寫答覆" in post(as_citizen, address, text=" ").content.decode()
    assert "請上傳 PDF" in post(as_citizen, address, file=SimpleUploadedFile("a.exe", b"MZ")).content.decode()
    post(as_citizen, address, file=SimpleUploadedFile("a.pdf", PDF))
    task.caseitem.refresh_from_db()
    assert task.caseitem.status == "received"


def test_the_thread_has_both_sides(submitted_case: Case, as_citizen: Client) -> None:
    address = f"/cases/{submitted_case.number}/messages/"
    post(as_citizen, address, text="May I <b>paint</b> it red?")
    actions.reply_message(officer("urban-management"), submitted_case.number, "Yes, you may.")
    page = as_citizen.get(address).content.decode()
    assert "&lt;b&gt;paint&lt;/b&gt;" in page
    assert "Yes, you may." in page
    assert "蘭亭市城市管理局" in page
    assert "govuk-error-summary" in post(as_citizen, address, text=" ").content.decode()


def test_files_are_added_and_taken_along_by_their_owner_only(
    submitted_case: Case, as_citizen: Client, sign_in
) -> None:
    address = f"/cases/{submitted_case.number}/files/"
    post(as_citizen, address, item="sign", file=SimpleUploadedFile("plan.pdf", PDF))
    row = Document.objects.get(case=submitted_case, name="plan.pdf")
    own = f"/cases/{submitted_case.number}/documents/{row.pk}/"
    answer = as_citizen.get(own)
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    assert sign_in("citizen-other").get(own).status_code == 404
    assert Client().get(own).status_code == 302


def test_withdrawing_says_what_it_means_before_it_is_done(submitted_case: Case, as_citizen: Client) -> None:
    address = f"/cases/{submitted_case.number}/withdraw/"
    assert "撤回後不能恢復" in as_citizen.get(address).content.decode()
    assert Case.objects.get(pk=submitted_case.pk).status == "in_handling"
    page = post(as_citizen, address).content.decode()
    assert Case.objects.get(pk=submitted_case.pk).status == "withdrawn"
    assert "撤回申請" in page
    assert "不能再撤回" in post(as_citizen, address).content.decode()


@pytest.mark.demonstrates("R87")
def test_a_rating_is_given_once_and_a_complaint_gets_number_and_date(city: str, sign_in) -> None:
    case, client = apply_for("elder-allowance", "citizen-lin"), sign_in("citizen-lin")
    address = f"/cases/{case.number}/rate/"
    assert "checked" not in client.get(address).content.decode(), "no star is chosen beforehand"
    post(client, address, stars="4", text="Quick.")
    page = post(client, address, stars="1").content.decode()
    assert Rating.objects.get(case=case).satisfaction == 2
    assert "四星" in page
    post(client, f"/cases/{case.number}/complain/", text="Nobody told me.", about="elder_allowance")
    made = Complaint.objects.get(case=case)
    shown = client.get(f"/cases/{case.number}/complain/").content.decode()
    assert made.number in shown
    assert "最遲在" in shown
    actions.reply_to_complaint(officer("civil-affairs"), made.number, "We apologise.")
    assert "We apologise." in client.get(f"/cases/{case.number}/complain/").content.decode()


def test_after_a_decision_remedies_have_their_last_days(submitted_case: Case, as_citizen: Client) -> None:
    task = task_of(submitted_case, "urban-management")
    actions.accept(officer("urban-management"), task.pk)
    actions.decide(officer("urban-management"), task.pk, "denied", "The sign hides a window.")
    page = as_citizen.get(f"/cases/{submitted_case.number}/").content.decode()
    assert "The sign hides a window." in page
    assert "行政復議" in page
    assert "截止" in page


def test_the_own_certificate_can_be_taken_along_by_nobody_else(city: str, sign_in) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    address = f"/cases/{case.number}/certificates/{Certificate.objects.get(case=case).pk}/"
    assert address in sign_in("citizen-lin").get(f"/cases/{case.number}/").content.decode()
    assert b"".join(sign_in("citizen-lin").get(address).streaming_content).startswith(b"%PDF")
    assert sign_in("citizen-other").get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_every_reading_is_shown_to_the_person(submitted_case: Case, as_citizen: Client) -> None:
    reader = officer("fire-rescue")
    note_reading(reader, "case", submitted_case.number, "fire_inspection", ["person.name"])
    page = as_citizen.get(f"/cases/{submitted_case.number}/readings/").content.decode()
    assert "人口登記庫" in page, "registers that were asked, through the draft's number"
    assert "蘭亭市消防救援支隊" in page
    assert "姓名" in page
    assert reader.account not in page, "an officer stands for the unit"


def test_notices_are_marked_as_read_by_their_person(
    submitted_case: Case, as_citizen: Client, sign_in
) -> None:
    address = f"/cases/{submitted_case.number}/"
    assert "給您的新消息" in as_citizen.get(address).content.decode()
    assert sign_in("citizen-other").post(f"{address}read/", {"key": "x"}).status_code == 404
    assert "給您的新消息" not in post(as_citizen, f"{address}read/").content.decode()
    assert not queries.notices_of(applicant(submitted_case), unread=True)


def test_a_receipt_proves_its_entry_to_anyone_and_shows_nothing_personal(
    submitted_case: Case, as_citizen: Client
) -> None:
    from minben.platform.casework import receipts

    sign_head()
    page = as_citizen.get(f"/cases/{submitted_case.number}/receipt/").content.decode()
    found = receipts.of(submitted_case)
    assert found is not None
    address = f"/receipts/{submitted_case.number}/{found.code}/"
    assert address in page
    assert "<svg" in page
    shown = Client().get(address).content.decode()
    assert "憑證真實" in shown
    assert "王小谷" not in shown
    assert submitted_case.person not in shown
    proof = Client().get(f"{address}proof.json").json()
    assert proof["signature"]
    assert submitted_case.person not in str(proof)
    assert "沒有這個編號" in Client().get(f"/receipts/{submitted_case.number}/{'0' * 64}/").content.decode()


def test_an_altered_entry_is_told(submitted_case: Case) -> None:
    from minben.platform.casework import receipts
    from minben.platform.journal.models import Entry

    found = receipts.of(submitted_case)
    assert found is not None
    Entry.objects.filter(number=found.number).update(unit="somewhere-else")
    address = f"/receipts/{submitted_case.number}/{found.code}/"
    assert "不一致" in Client().get(address).content.decode()


def test_the_card_of_a_decided_item_names_who_decided_and_how_it_stands(submitted_case, sign_in) -> None:
    clerk, number = officer("market-regulation"), submitted_case.number
    food, fire = (
        Task.objects.get(case=submitted_case, caseitem__item=item)
        for item in ("food_permit", "fire_inspection")
    )
    actions.accept(clerk, food.pk)
    actions.decide(clerk, food.pk, "granted")
    actions.refuse(officer("fire-rescue"), fire.pk, "Not for this office.")
    page = (
        sign_in("citizen-wang").get(f"/cases/{number}/", headers={"Accept-Language": "en"}).content.decode()
    )
    assert "Decided by Lanting Market Regulation Bureau on" in page
    assert page.count("Decided by") == 2
    assert "Not accepted" in page, "and not that it were in time"
    food.caseitem.refresh_from_db()
    food.caseitem.result = "revoked"
    food.caseitem.save()
    page = (
        sign_in("citizen-wang").get(f"/cases/{number}/", headers={"Accept-Language": "en"}).content.decode()
    )
    assert "Revoked" in page
