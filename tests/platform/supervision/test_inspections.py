"""The inspector's looks: the ledger really recomputed, samples that anyone can draw again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.db import connection

from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case
from minben.platform.journal import queries as journal
from minben.platform.journal.actions import sign_head
from minben.platform.journal.models import Entry
from minben.platform.supervision import actions, queries
from minben.platform.supervision.models import Inspection
from minben.platform.supervision.sampling import draw
from tests.platform.supervision.conftest import at, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.demonstrates("R89")
def test_a_check_reads_the_whole_journal_and_is_itself_recorded(city: str) -> None:
    inspector, before = somebody("inspector"), journal.size()
    number = actions.check_ledger(inspector)
    row = Inspection.objects.get(number=number)
    assert (row.sound, row.found["size"], row.made_by) == (True, before, inspector.account)
    entry = Entry.objects.order_by("-number").first()
    assert (entry.act, entry.ref, entry.facts["root"]) == (
        "supervision.check_ledger",
        number,
        row.found["root"],
    )


def test_a_check_names_the_entry_that_was_altered(city: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update journal_entry set actor = 'nobody' where tenant_id = %s and number = 1", [city]
        )
    row = Inspection.objects.get(number=actions.check_ledger(somebody("inspector")))
    assert (row.sound, row.found["altered"]) == (False, [1])


def test_a_kept_head_shows_that_history_was_not_rewritten(city: str) -> None:
    inspector = somebody("inspector")
    kept = sign_head() or journal.latest_head()
    actions.check_ledger(inspector)
    row = Inspection.objects.get(number=actions.check_ledger(inspector, kept=kept.note))
    assert (row.sound, row.found["extends"]) == (True, True)
    origin, size, _root = kept.note.splitlines()
    forged = f"{origin}\n{size}\n{'A' * 43}=\n"
    row = Inspection.objects.get(number=actions.check_ledger(inspector, kept=forged))
    assert (row.sound, row.found["extends"]) == (False, False)


def test_the_draw_by_hand() -> None:
    frame = ["a", "b", "c", "d"]
    sample = draw("353", frame, 2, ["yan", "zhuang"])
    lots = sorted(frame, key=lambda case: hashlib.sha256(f"353 {case}".encode()).hexdigest())
    assert sample.cases == tuple(lots[:2])
    assert draw("353", list(reversed(frame)), 2, ["zhuang", "yan"]) == sample, (
        "the order of the lists is nothing"
    )
    assert {draw(str(seed), frame, 1, ["yan"]).cases[0] for seed in range(40)} == set(frame)
    dealt = {draw(str(seed), frame, 1, ["yan", "zhuang"]).inspectors.popitem()[1] for seed in range(40)}
    assert dealt == {"yan", "zhuang"}, "inspectors are drawn as well"


def test_a_sample_is_kept_and_finished_by_the_inspector_drawn(sent: Callable[..., Case]) -> None:
    cases = [sent(at(2, 9)), sent(at(2, 9), "citizen-other")]
    Case.objects.update(closed_at=at(5), status="completed")
    inspector = somebody("inspector")
    sample = queries.sample("353", 2, [inspector.account], at(1, 0), at(31, 0))
    number = actions.draw_sample(inspector, sample)
    row = queries.inspection(number)
    assert set(row.found["cases"]) == {case.number for case in cases}
    assert queries.sample("353", 2, [inspector.account], at(1, 0), at(31, 0)).cases == tuple(
        row.found["cases"]
    )
    first, second = row.found["cases"]
    actions.note_finding(inspector, number, first, "in_order", "")
    assert queries.inspection(number).sound is None
    with pytest.raises(Refusal, match="words_missing"):
        actions.note_finding(inspector, number, second, "remark", " ")
    actions.note_finding(inspector, number, second, "remark", "The floor plan is unsigned.")
    assert queries.inspection(number).sound is False
    with pytest.raises(Refusal, match="not_yours"):
        actions.note_finding(somebody("leader"), number, first, "in_order", "")


def test_a_sample_of_nothing_is_refused(city: str) -> None:
    inspector = somebody("inspector")
    with pytest.raises(Refusal, match="empty"):
        actions.draw_sample(inspector, queries.sample("1", 5, [inspector.account], at(1), at(2)))
