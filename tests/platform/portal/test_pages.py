"""The portal's pages: who sees what, in three languages, with what the pack and the journal really say."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from minben.platform.casework import actions, queries
from minben.platform.casework.models import Case, Certificate
from tests.platform.casework.test_journey import applicant
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db


@pytest.mark.demonstrates("R172", "R77", "R78")
@pytest.mark.parametrize(
    "asked",
    ["q=開餐館", "q=开餐馆", "q=restaurant", "event=opening_a_shop", "sector=E", "department=fire-rescue"],
)
def test_the_restaurant_is_found_by_need_words_sector_and_department(asked: str) -> None:
    page = Client().get(f"/?{asked}").content.decode()
    assert reverse("portal:guide", args=["open-a-restaurant"]) in page


def test_what_does_not_match_is_said_with_advice() -> None:
    assert "沒有找到服務" in Client().get("/?q=%E6%97%A0%E6%AD%A4").content.decode()


@pytest.mark.demonstrates("R28")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "行政復議"), ("zh-hans", "行政复议"), ("en", "Administrative reconsideration")],
)
def test_the_guide_states_limits_law_and_remedies(language: str, words: str) -> None:
    page = Client(headers={"accept-language": language}).get("/services/open-a-restaurant/").content.decode()
    assert words in page
    assert "<svg" in page
    assert 'style="' not in page, "inline styles break the content security policy"


def test_a_case_is_seen_by_its_applicant_only(submitted_case: Case, sign_in) -> None:
    address = f"/cases/{submitted_case.number}/"
    assert sign_in("citizen-wang").get(address).status_code == 200
    assert sign_in("citizen-other").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert sign_in("officer-fang").get(address).status_code == 403


def test_the_case_explains_its_dates(submitted_case: Case, sign_in) -> None:
    client = sign_in("citizen-wang")
    clock = next(view.clock for view in queries.view(submitted_case).items if view.clock is not None)
    address = reverse("portal:why", args=[submitted_case.number, clock.pk])
    assert address in client.get(f"/cases/{submitted_case.number}/").content.decode()
    assert "因此期限於" in client.get(address).content.decode()
    assert sign_in("citizen-other").get(address).status_code == 404


def test_a_certificate_verifies_in_public_and_shows_nothing_personal(city: str) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    code = Certificate.objects.get(case=case).code
    page = Client().get(f"/verify/{code}/").content.decode()
    assert "有效" in page
    assert "林松壽" not in page
    assert case.person not in page
    assert "沒有這個編碼" in Client().get("/verify/nonsense/").content.decode()


def test_a_tampered_certificate_is_not_valid(city: str) -> None:
    case = apply_for("elder-allowance", "citizen-lin")
    certificate = Certificate.objects.get(case=case)
    certificate.document.content = bytes(certificate.document.content).replace(b"/Type", b"/Tipe", 1)
    certificate.document.save()
    assert "無效" in Client().get(f"/verify/{certificate.code}/").content.decode()


def test_messages_of_a_stranger_do_not_reach_the_case(submitted_case: Case) -> None:
    stranger = applicant(submitted_case).__class__("lanting", "x", "990122198801309075", "", ("citizen",))
    with pytest.raises(actions.Refusal):
        actions.send_message(stranger, submitted_case.number, "hello")


def test_every_view_names_its_cell_in_the_rights_matrix() -> None:
    from minben.platform.identity.rights import MATRIX

    def views(patterns, path=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns, path + str(pattern.pattern))
            else:
                yield path + str(pattern.pattern), pattern.callback

    found = dict(views(get_resolver().url_patterns))
    assert found
    unnamed = [path for path, view in found.items() if getattr(view, "access", None) not in MATRIX]
    assert not unnamed, f"These views do not say who may see them: {unnamed}"


def test_the_policy_for_content_is_strict() -> None:
    policy = Client().get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
