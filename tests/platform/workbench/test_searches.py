"""An officer's own searches: kept under a name, opened, replaced, dropped; nobody else's; known filters only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from minben.platform.casework.models import Case
from minben.platform.workbench.models import SavedSearch
from tests.platform.workbench.test_queue import ENGLISH

pytestmark = pytest.mark.django_db
KEEP, MINE = "/workbench/searches/keep/", "/workbench/searches/"


def test_a_search_is_kept_opened_and_dropped(submitted_case: Case, as_officer) -> None:
    client = as_officer("fire-rescue")
    assert KEEP not in client.get("/workbench/").content.decode(), "the whole queue needs no name"
    page = client.get("/workbench/?state=stopped&overdue=on&evil=1&page=7", headers=ENGLISH).content.decode()
    query = re.search(r'name="query" value="([^"]*)"', page)[1].replace("&amp;", "&")
    told = client.post(KEEP, {"query": query, "name": "Late ones", "key": "a"}, follow=True, headers=ENGLISH)
    assert "The search is kept; only you see it." in told.content.decode()
    row = SavedSearch.objects.get()
    assert row.query == "state=stopped&overdue=on", "known filters only"
    assert (
        f'href="/workbench/?{row.query.replace("&", "&amp;")}"' in client.get("/workbench/").content.decode()
    )
    client.post(KEEP, {"query": "state=waiting", "name": "Late ones", "key": "b"})
    assert SavedSearch.objects.get().query == "state=waiting", "the same name again replaces it"
    client.post(MINE, {"search": row.pk, "key": "c"})
    assert not SavedSearch.objects.exists()


def test_without_a_name_or_a_filter_nothing_is_kept(submitted_case: Case, as_officer) -> None:
    client = as_officer("fire-rescue")
    nameless = client.post(KEEP, {"query": "state=stopped", "name": " "}, follow=True, headers=ENGLISH)
    assert "Write a name for the search." in nameless.content.decode()
    empty = client.post(KEEP, {"query": "page=3", "name": "All"}, follow=True, headers=ENGLISH)
    assert "Choose a filter first" in empty.content.decode()
    assert not SavedSearch.objects.exists()


def test_twenty_are_the_most(submitted_case: Case, as_officer) -> None:
    client = as_officer("fire-rescue")
    for number in range(21):
        client.post(KEEP, {"query": "state=stopped", "name": f"n{number}", "key": f"k{number}"})
    assert SavedSearch.objects.count() == 20


def test_nobody_sees_or_drops_a_colleagues_search(
    submitted_case: Case, as_officer, sign_in, as_citizen
) -> None:
    client = as_officer("fire-rescue")
    client.post(KEEP, {"query": "state=stopped", "name": "Mine alone", "key": "a"})
    head = sign_in("leader-kang")
    assert "Mine alone" not in head.get("/workbench/").content.decode()
    assert "Mine alone" not in head.get(MINE).content.decode()
    head.post(MINE, {"search": SavedSearch.objects.get().pk, "key": "b"})
    assert SavedSearch.objects.count() == 1
    assert "Mine alone" in client.get(MINE).content.decode()
    for address in (MINE, KEEP):
        assert as_citizen.post(address, {}).status_code == 403
        assert Client().post(address, {}).status_code == 302
