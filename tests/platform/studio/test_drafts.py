"""Drafts of rules: changed row by row, checked at once, set against the rules in force, and nobody else's business."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minben.kernel.decision import cells
from minben.platform.catalogue.queries import service
from minben.platform.journal.actor import Actor
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import scope
from minben.platform.studio import actions, queries
from minben.platform.studio.models import RuleDraft
from tests.platform.studio.test_decisions import STRANGERS

pytestmark = pytest.mark.django_db
ELDER = "elder-allowance"


@pytest.fixture
def analyst(as_role: Callable) -> Client:
    """The analyst, who reads English and has begun draft 1 of the elder allowance."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    assert client.post(reverse("studio:begin_draft", args=[ELDER]), {"key": "begin"}).status_code == 302
    return client


def content() -> bytes:
    return bytes(RuleDraft.objects.get(number=1).content)


def change(
    client: Client, decision: str, place: int, said: list[str], do: str = "save", **more: object
) -> object:
    data = {f"c{at}": text for at, text in enumerate(said)}
    revision = RuleDraft.objects.get(number=1).revision
    return client.post(
        reverse("studio:draft_row", args=[1, decision, place]),
        {"do": do, "revision": revision, **data, **more},
    )


def page(client: Client) -> str:
    return client.get(reverse("studio:draft", args=[1])).content.decode()


def test_only_the_owner_sees_a_draft(analyst: Client, sign_in: Callable) -> None:
    pages = ("draft", "draft_trial", "draft_people", "draft_file")
    addresses = [reverse(f"studio:{name}", args=[1]) for name in pages]
    addresses.append(reverse("studio:draft_row", args=[1, "allowance", 1]))
    for address in addresses:
        assert analyst.get(address).status_code == 200, address
        assert Client().get(address).status_code == 302, address
        for stranger in STRANGERS:
            assert sign_in(stranger).get(address).status_code == 403, (stranger, address)
    RuleDraft.objects.update(owner="another-analyst")
    for address in addresses:
        assert analyst.get(address).status_code == 404, address
    assert "Your drafts" not in analyst.get(reverse("studio:rules", args=[ELDER])).content.decode()
    assert analyst.post(reverse("studio:draft_remove", args=[1])).status_code == 404
    with scope("liushang"):
        assert queries.draft("another-analyst", 1) is None
    me = Actor("lanting", "analyst-ruan", "", "", ("analyst",))
    for act in (lambda: actions.change_draft(me, 1, content(), 1), lambda: actions.remove_draft(me, 1)):
        with pytest.raises(actions.Gone):
            act()


def test_a_cell_is_changed_and_every_other_byte_stays(analyst: Client) -> None:
    live = service(ELDER).service.files["rules.dmn"]  # type: ignore[union-attr]
    assert content() == live
    said = list(cells(live, "allowance", 1))
    answer = change(analyst, "allowance", 1, ["[81..90)", *said[1:]])
    assert answer.status_code == 302  # type: ignore[attr-defined]
    taken = analyst.get(reverse("studio:draft_file", args=[1])).content
    assert taken == live.replace(b"[80..90)", b"[81..90)")
    assert service(ELDER).service.files["rules.dmn"] == live  # type: ignore[union-attr]
    acts = list(Entry.objects.filter(kind="rule_draft").order_by("number").values_list("act", flat=True))
    assert acts == ["studio.begin_draft", "studio.change_draft"]


def test_rows_are_added_moved_and_deleted(analyst: Client) -> None:
    live = content()
    change(analyst, "allowance", 0, ["< 80", '"0"', "0", "lanting-elder-allowance-measures 6"], after=3)
    assert cells(content(), "allowance", 4)[0] == "< 80"
    change(analyst, "allowance", 4, list(cells(content(), "allowance", 4)), "up")
    assert cells(content(), "allowance", 3)[0] == "< 80"
    change(analyst, "allowance", 3, list(cells(content(), "allowance", 3)), "down")
    change(analyst, "allowance", 4, list(cells(content(), "allowance", 4)), "delete")
    assert content() == live


def test_what_is_wrong_is_told_with_decision_row_and_column(analyst: Client) -> None:
    said = list(cells(content(), "allowance", 2))
    change(analyst, "allowance", 2, ["[90..", *said[1:]])
    text = page(analyst)
    assert "allowance, row 2, column “age”" in text
    assert "The cell “[90..” cannot be read" in text
    assert "1 fault" in text or "2 faults" in text
    assert (
        "allowance, row 2"
        in analyst.get(reverse("studio:draft_row", args=[1, "allowance", 2])).content.decode()
    )
    analyst.cookies["django_language"] = "zh-hans"
    assert "单元格“[90..”无法读取" in page(analyst)


def test_the_worked_cases_that_a_draft_turns_are_named(analyst: Client) -> None:
    assert "Nothing: every worked case comes out as under the rules in force." in page(analyst)
    said = list(cells(content(), "refusals", 1))
    change(analyst, "refusals", 1, ["< 75", *said[1:]])
    text = page(analyst)
    assert "of 8 worked cases come out otherwise." in text
    assert "elder_allowance: denied; too_young" in text
    assert "75: refused" in text


def groups(text: str) -> list[str]:
    """The rows of the table of groups, as text."""
    (table,) = (
        part for part in text.split("<table")[1:] if "Whom it concerns, by:" in part.split("</caption>")[0]
    )
    rows = table.split("</table>")[0].split("<tr")[2:]
    return [" ".join(re.sub(r"<[^>]+>", " ", "<tr" + row).split()) for row in rows]


def test_who_would_be_treated_differently(analyst: Client) -> None:
    said = list(cells(content(), "allowance", 1))
    change(analyst, "allowance", 1, [said[0], said[1], "150", said[3]])
    address = reverse("studio:draft_people", args=[1])
    text = analyst.get(address).content.decode()
    assert "of 8 people would be decided otherwise." in text
    assert "150" in text
    people = [
        {
            "person": {"birth_date": born, "alive": True},
            "household": {"in_city": True},
            "application": {"date": "2026-03-03"},
        }
        for born in ("1944-01-01", "1930-01-01", "1943-06-01")
    ]
    lines = "\n".join(json.dumps(one) for one in people).encode()
    told = analyst.post(address, {"file": SimpleUploadedFile("p.jsonl", lines)}).content.decode()
    assert "2 of 3 people would be decided otherwise." in told
    grouped = analyst.post(
        address, {"file": SimpleUploadedFile("p.jsonl", lines), "by": "age"}
    ).content.decode()
    assert groups(grouped) == ["allowance 82 2 2 100 %", "allowance 96 0 1 0 %"]
    alone = analyst.post(address, {"by": "household.in_city"}).content.decode()
    assert "of 8 people would be decided otherwise." in alone
    assert [row.split()[:2] for row in groups(alone)] == [["allowance", "No"], ["allowance", "Yes"]]
    assert analyst.post(address, {"by": "person.name"}).status_code == 400
    wrong = analyst.post(address, {"file": SimpleUploadedFile("p.jsonl", lines + b"\nno json\n")})
    assert wrong.status_code == 400
    assert "line 4" in wrong.content.decode()


def test_facts_are_tried_on_the_draft(analyst: Client) -> None:
    said = list(cells(content(), "allowance", 1))
    change(analyst, "allowance", 1, [said[0], said[1], "150", said[3]])
    told = {"f0_year": "1944", "f0_month": "1", "f0_day": "1", "f1": "true", "f2": "true", "f3": "false"}
    told |= {"f4_year": "2026", "f4_month": "3", "f4_day": "3"}
    assert (
        "monthly_amount: 150" in analyst.post(reverse("studio:draft_trial", args=[1]), told).content.decode()
    )
    assert "monthly_amount: 100" in analyst.post(reverse("studio:trial", args=[ELDER]), told).content.decode()


def test_two_windows_lose_nothing(analyst: Client) -> None:
    said = list(cells(content(), "allowance", 1))
    change(analyst, "allowance", 1, ["[81..90)", *said[1:]])
    late = change(analyst, "allowance", 1, ["[70..90)", *said[1:]], revision=1)
    assert late.status_code == 400  # type: ignore[attr-defined]
    assert "changed in another window" in late.content.decode()  # type: ignore[attr-defined]
    assert cells(content(), "allowance", 1)[0] == "[81..90)"


def test_a_cell_never_becomes_markup_or_more_than_rules(analyst: Client) -> None:
    evil = '</text><script>x</script>"'
    said = list(cells(content(), "allowance", 1))
    change(analyst, "allowance", 1, [evil, *said[1:]])
    assert cells(content(), "allowance", 1)[0] == evil
    text = page(analyst)
    assert "<script>x" not in text
    endless = "for a in 1..100000 return for b in 1..100000 return a"
    change(analyst, "age", 1, [endless])
    change(analyst, "allowance", 1, [f"count({endless}) > ?", *said[1:]])
    assert analyst.get(reverse("studio:draft", args=[1])).status_code == 200
    long = change(analyst, "allowance", 1, ["x" * 4001, *said[1:]])
    assert long.status_code == 400  # type: ignore[attr-defined]
    bad = change(analyst, "allowance", 1, ["\x01", *said[1:]])
    assert bad.status_code == 400  # type: ignore[attr-defined]


def test_a_draft_is_thrown_away(analyst: Client) -> None:
    assert analyst.post(reverse("studio:draft_remove", args=[1]), {"key": "away"}).status_code == 302
    assert RuleDraft.objects.count() == 0
    assert analyst.get(reverse("studio:draft", args=[1])).status_code == 404
    assert analyst.get(reverse("studio:draft_row", args=[1, "allowance", 1])).status_code == 404


def test_a_table_goes_to_a_spreadsheet_and_comes_back(analyst: Client, sign_in: Callable) -> None:
    live = content()
    address = reverse("studio:draft_sheet", args=[1, "allowance"])
    table = reverse("studio:draft_table", args=[1, "allowance", "csv"])
    workbook = reverse("studio:draft_table", args=[1, "allowance", "xlsx"])
    for place in (address, table, workbook):
        assert analyst.get(place).status_code == 200
        assert Client().get(place).status_code == 302
        for stranger in STRANGERS:
            assert sign_in(stranger).get(place).status_code == 403, (stranger, place)
    sheet = analyst.get(table).content
    assert sheet.decode("utf-8-sig").startswith("row,age,tier,monthly_amount,basis\n")
    bring = {"revision": 1, "key": "same", "file": SimpleUploadedFile("t.csv", sheet)}
    assert analyst.post(address, bring).status_code == 302
    assert content() == live, "what is the same keeps every byte"
    book = SimpleUploadedFile("t.xlsx", analyst.get(workbook).content)
    again = analyst.post(address, {"revision": 2, "key": "book", "file": book})
    assert (again.status_code, content()) == (302, live)
    more = sheet + b',< 80,"""0""",0,lanting-elder-allowance-measures 6\n'
    assert (
        analyst.post(
            address, {"revision": 3, "key": "m", "file": SimpleUploadedFile("t.csv", more)}
        ).status_code
        == 302
    )
    assert cells(content(), "allowance", 4) == ("< 80", '"0"', "0", "lanting-elder-allowance-measures 6")
    bad = analyst.post(
        address, {"revision": 4, "key": "b", "file": SimpleUploadedFile("t.csv", sheet + b"a,b\n")}
    )
    assert bad.status_code == 400
    assert "line 5" in bad.content.decode()
    assert len(RuleDraft.objects.get(number=1).content) > len(live)
    assert analyst.get(reverse("studio:draft_sheet", args=[1, "age"])).status_code == 404
    in_force = reverse("studio:rules_sheet", args=[ELDER, "allowance", "csv"])
    assert analyst.get(in_force).content == sheet
    assert analyst.get(in_force.replace(".csv", ".exe")).status_code == 404
    assert sign_in("officer-fang").get(in_force).status_code == 403
