"""Completeness of disclosure: what is counted is what packs and files really state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from minben.platform.catalogue import actions
from minben.platform.catalogue.queries import service
from minben.platform.journal.actor import system
from minben.platform.openness.queries import disclosure

LANGUAGES = {"zh-hant": "公開是否完整", "zh-hans": "公开是否完整", "en": "Completeness of disclosure"}


@pytest.mark.parametrize(("language", "title"), LANGUAGES.items())
def test_everybody_reads_it_and_the_way_there_is_on_the_first_page(
    city: str, client: Client, language: str, title: str
) -> None:
    client.cookies.load({"django_language": language})
    assert 'href="/openness/disclosure/"' in client.get("/openness/").content.decode()
    assert title in client.get("/openness/disclosure/").content.decode()


@pytest.mark.demonstrates("R83")
def test_what_an_item_stops_stating_is_missing(city: str) -> None:
    whole = service("open-a-restaurant").service
    item = whole.items[0]
    before = disclosure.disclosed(whole)[0]
    poorer = replace(item, faq=(), quota="", more={})
    after = disclosure.disclosed(replace(whole, items=(poorer, *whole.items[1:])))[0]
    assert set(after.missing) - set(before.missing) >= {"faq", "published_at", "region_code"}
    shares = disclosure.by_authority(disclosure.disclosed(replace(whole, items=(poorer,))))
    assert shares == {item.authority: after.published / len(disclosure.ELEMENTS)}


@pytest.mark.demonstrates("R83")
def test_what_an_imported_file_lacks_is_missing_in_each_item(city: str, client: Client) -> None:
    rows = [
        {"department": "某局", "name": "事項一", "item_code": "1", "item_type": "1", "region_code": "990100"},
        {"department": "某局", "name": "事項二", "item_code": "2", "item_type": "", "region_code": "990100"},
    ]
    actions.import_items(system(city), "some county", rows)
    (found,) = [one for one in disclosure.elsewhere() if one.source == "some county"]
    assert found.items == 2
    assert found.partly == {"item_type": 1}
    assert len(found.missing) == len(disclosure.ELEMENTS) - len(disclosure.COLUMNS)
    assert found.share == pytest.approx((2 + 2 + 1 + 2 + 2) / (2 * len(disclosure.ELEMENTS)))
    client.cookies.load({"django_language": "en"})
    told = client.get("/openness/disclosure/").content.decode()
    assert "type of item (missing in 1)" in told
