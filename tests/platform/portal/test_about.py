"""The pages of the footer, and telling us about a page: kept without a name, answered by an administrator."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from minben.platform.journal.models import Entry
from minben.platform.portal import actions
from minben.platform.portal.models import Feedback

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["accessibility", "privacy", "feedback"])
@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_footer_leads_somewhere_for_everybody(city: str, path: str, language: str) -> None:
    home = Client(headers={"accept-language": language}).get("/").content.decode()
    assert f'href="/{path}/"' in home
    shown = Client(headers={"accept-language": language}).get(f"/{path}/").content.decode()
    assert shown.count("<h1") == 1
    words = {"accessibility": "WCAG 2.2", "privacy": "sessionid", "feedback": "textarea"}
    assert words[path] in shown


def told(client: Client, **data: str) -> str:
    answer = client.post("/feedback/", {"key": uuid4().hex, **data}, follow=True)
    assert answer.status_code == 200
    return answer.request["PATH_INFO"]


@pytest.mark.demonstrates("R92")
def test_staff_and_citizens_tell_about_a_page_and_are_answered(city: str, sign_in, as_role) -> None:
    officer = sign_in("officer-fang")
    form = officer.get(
        "/feedback/", headers={"referer": "http://testserver/workbench/?q=secret"}
    ).content.decode()
    assert 'value="/workbench/"' in form, "the page one comes from, without what was searched"
    address = told(officer, page="/workbench/", mood="3", text="The queue is <b>slow</b>.")
    row = Feedback.objects.get()
    assert (row.page, row.mood, row.staff) == ("/workbench/", 3, True)
    entry = Entry.objects.get(act="portal.give_feedback")
    assert (entry.actor, entry.facts) == ("anonymous", {"staff": True}), "no name and no words in the record"
    told(sign_in("citizen-wang"), text="Thank you.")
    administrator = as_role("administrator")
    received = administrator.get("/feedback/received/").content.decode()
    assert "&lt;b&gt;slow&lt;/b&gt;" in received
    administrator.post("/feedback/received/", {"key": "a", "code": row.code, "text": "It is faster now."})
    assert "It is faster now." in Client().get(address).content.decode()


def test_only_administrators_read_what_was_told(city: str, sign_in, as_role) -> None:
    told(Client(), text="A word.")
    assert Client().get("/feedback/received/").status_code == 302
    for client in (sign_in("citizen-wang"), sign_in("officer-fang"), as_role("inspector"), as_role("leader")):
        assert client.get("/feedback/received/").status_code == 403
        assert client.post("/feedback/received/", {"text": "x"}).status_code == 403
    other = sign_in("administrator-lu").get("/feedback/received/").content.decode()
    assert "A word." not in other, "another county's administrator"
    assert Client().get("/feedback/nonsense/").status_code == 404


def test_empty_words_and_floods_are_refused_and_the_words_stay(
    city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "govuk-error-summary" in Client().post("/feedback/", {"key": "k", "text": " "}).content.decode()
    monkeypatch.setattr(actions, "MOST", 1)
    told(Client(), text="One.")
    page = Client().post("/feedback/", {"key": "m", "text": "Two, kept."}).content.decode()
    assert "Two, kept." in page
    assert "請稍後再試" in page
    assert Feedback.objects.count() == 1
