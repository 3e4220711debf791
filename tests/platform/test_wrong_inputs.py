"""Ten wrong inputs for each form: never a broken page, never a silent one; what was wrong is said and kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.platform.conftest import apply_for
from tests.platform.portal.test_applying import consented

pytestmark = pytest.mark.django_db
WRONG = [
    "",
    "   ",
    "x" * 5000,
    "字" * 5000,
    "<script>alert(1)</script>",
    "-1",
    "1e999",
    "2026-02-30",
    "\x00\x01",
    "{{ 7*7 }} {% debug %} ${7*7} %s %(x)s",
]
FIELD = re.compile(r'<(?:input|textarea|select)[^>]*\bname="([^"]+)"')
KEPT = ("csrfmiddlewaretoken", "key", "next")


def fields(page: str) -> set[str]:
    main = page.partition("<main")[2].partition("</main>")[0]
    return {name for name in FIELD.findall(main) if name not in KEPT}


def tried(client: Client, address: str, post_to: str = "") -> int:
    """Send each wrong input in every field at once; how many answers were looked at."""
    names = fields(client.get(address).content.decode())
    assert names, f"{address} has no form"
    looked = 0
    for wrong in WRONG:
        answer = client.post(
            post_to or address, dict.fromkeys(names, wrong) | {"key": uuid4().hex}, follow=True
        )
        assert answer.status_code in (200, 302, 404, 422), (
            f"{address}: {answer.status_code} for {wrong[:20]!r}"
        )
        page = answer.content.decode()
        assert "<script>alert(1)</script>" not in page
        assert "{{ 7*7 }}" not in page or " 49 " not in page
        looked += 1
    return looked


@pytest.mark.parametrize(
    "address",
    ["/feedback/", "/services/open-a-restaurant/may-i/", "/services/elder-allowance/may-i/"],
)
def test_forms_for_everybody(city: str, address: str) -> None:
    assert tried(Client(), address) == len(WRONG)


def test_forms_of_an_application(city: str, sign_in: Callable) -> None:
    client = sign_in("citizen-wang")
    number = consented(client, "open-a-restaurant")
    for page in ("guiding", "business", "premises", "food", "sign"):
        answer = client.get(f"/forms/{number}/pages/{page}/")
        if answer.status_code == 200 and fields(answer.content.decode()):
            assert tried(client, f"/forms/{number}/pages/{page}/") == len(WRONG)
    assert tried(client, f"/forms/{number}/wrong/person.phone/") == len(WRONG)


def test_a_wrong_answer_is_said_at_its_field_and_stays(city: str, sign_in: Callable) -> None:
    client = sign_in("citizen-wang")
    number = consented(client, "open-a-restaurant")
    address = f"/forms/{number}/pages/guiding/"
    page = client.post(address, {"shop.area": "ein bisschen", "shop.staff": "-3"}).content.decode()
    assert "govuk-error-summary" in page
    for element in ("shop.area", "shop.staff", "shop.eats_on_site"):
        assert re.search(rf'href="#[^"]*{re.escape(element)}', page), f"the summary leads to {element}"
    assert 'value="ein bisschen"' in page


@pytest.mark.parametrize("name", ["messages", "agreements", "complain", "rate", "withdraw"])
def test_forms_of_a_case(city: str, sign_in: Callable, name: str) -> None:
    case = apply_for("open-a-restaurant", "citizen-wang")
    client = sign_in("citizen-wang")
    address = f"/cases/{case.number}/{name}/"
    if fields(client.get(address).content.decode()):
        assert tried(client, address) == len(WRONG)


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"MZ", b"%PD", b"\x89PNG", b"GIF89a", b"\xff\xd8", b"PK\x03\x04"]
)
def test_files_that_are_none(city: str, sign_in: Callable, content: bytes) -> None:
    case = apply_for("open-a-restaurant", "citizen-wang")
    client = sign_in("citizen-wang")
    address = f"/cases/{case.number}/files/"
    names = fields(client.get(address).content.decode())
    file = SimpleUploadedFile("../x.pdf\r\nSet-Cookie: a=b", content)
    answer = client.post(address, dict.fromkeys(names, file) | {"key": uuid4().hex}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "govuk-error-summary" in page or "banner" in page, "it is said that nothing was taken"


@pytest.mark.parametrize("address", ["/openness/requests/new/"])
def test_forms_of_openness(city: str, sign_in: Callable, address: str) -> None:
    assert tried(sign_in("citizen-wang"), address) == len(WRONG)


@pytest.mark.parametrize(
    ("who", "address", "post_to"),
    [
        ("inspector-yan", "/oversight/inspection/", ""),
        ("inspector-yan", "/oversight/inspection/", "/oversight/inspection/draw/"),
        ("leader-mei", "/oversight/figures/", ""),
        ("officer-an", "/workbench/counter/", ""),
    ],
)
def test_forms_of_the_doors(city: str, sign_in: Callable, who: str, address: str, post_to: str) -> None:
    assert tried(sign_in(who), address, post_to) == len(WRONG)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/verify/",
        "/openness/",
        "/openness/requests/",
        "/oversight/cases/",
        "/oversight/cards/",
        "/workbench/",
    ],
)
def test_addresses_with_wrong_queries(city: str, sign_in: Callable, address: str) -> None:
    client = sign_in("leader-mei") if address.startswith(("/oversight", "/workbench")) else Client()
    names = (
        "q",
        "page",
        "event",
        "sector",
        "department",
        "months",
        "service",
        "show",
        "by",
        "unit",
        "number",
        "month",
    )
    for wrong in WRONG:
        answer = client.get(address, dict.fromkeys(names, wrong[:2000]))
        assert answer.status_code in (200, 302, 404, 422), (
            f"{address}: {answer.status_code} for {wrong[:20]!r}"
        )
