"""What an act costs, counted and not timed: statements, whatever the load of the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.packs import DECIDE, UNIT, begin, chain, process, publish
from minben.platform.casework import actions
from minben.platform.casework.models import Clock, Decision, Task
from minben.platform.journal.models import Entry
from tests.platform.casework.test_journey import officer
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
MOST = 15  # statements of an act, its transaction's beginning and end aside
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(work: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What the work answers, and the statements it made."""
    entries = Entry.objects.count()
    with CaptureQueriesContext(connection) as caught:
        answer = work()
    assert Entry.objects.count() == entries + 1, "one act, one entry"
    said = [query["sql"].strip() for query in caught.captured_queries]
    return answer, [one for one in said if not one.upper().startswith(AROUND)]


@pytest.mark.parametrize("round_", range(3))  # the ledger writes more nodes for some entries than for others
def test_an_act_makes_at_most_fifteen_statements(city: str, round_: int) -> None:
    pack = publish(process(DECIDE + chain("s", "decide", "e")))
    for number in range(round_ + 1):
        begin(pack, key=f"before {number}")
    case, said = statements(lambda: begin(pack, key="send"))
    assert len(said) - 1 <= MOST, said  # beside the act, `begin` reads the case again
    task, clerk = Task.objects.get(case=case).pk, officer(UNIT)
    _, said = statements(lambda: actions.accept(clerk, task, key="accept"))
    assert len(said) <= MOST, said
    _, said = statements(lambda: actions.decide(clerk, task, "granted", key="decide"))
    assert len(said) <= MOST, said
    case.refresh_from_db()
    assert case.closed_at is not None
    assert Decision.objects.get(case=case).number.endswith("-D01")
    assert not Clock.objects.filter(case=case, ended_at=None).exists()


def test_statements_of_an_act_do_not_grow_with_the_script_tasks_that_it_plays(city: str) -> None:
    def scripts(number: int) -> str:
        body = "".join(
            f'<scriptTask id="t{one}" minben:result="x"><script>1 + 1</script></scriptTask>'
            for one in range(number)
        )
        return process(body + DECIDE + chain("s", *(f"t{one}" for one in range(number)), "decide", "e"))

    counted = []
    for number in (1, 5, 50):
        pack = publish(scripts(number))
        begin(pack)
        counted.append(len(statements(lambda pack=pack, key=f"send {number}": begin(pack, key=key))[1]))
    assert max(counted) - min(counted) <= 1, "one more when the ledger completes a subtree"


def test_a_case_of_several_departments_opens_all_its_tasks_in_as_many_statements(city: str) -> None:
    parallel = "".join(
        f'<userTask id="u{one}" minben:result="r{one}"/>' + chain("fork", f"u{one}", "join")
        for one in range(6)
    )
    gates = '<parallelGateway id="fork"/><parallelGateway id="join"/>'
    pack = publish(process(gates + parallel + chain("s", "fork") + chain("join", "e")))
    begin(pack)
    case, said = statements(lambda: begin(pack, key="send"))
    assert Task.objects.filter(case=case, open=True).count() == 6
    assert len(said) - 1 <= MOST, said


def test_a_task_is_read_with_its_case_and_item_as_the_model_layer_reads_them(city: str) -> None:
    from minben.platform.casework.actions.handling import _task

    case = begin(publish(process(DECIDE + chain("s", "decide", "e"))))
    stored = Task.objects.select_related("case", "caseitem").get(case=case)
    found = _task(stored.pk)
    assert found is not None
    for one, other in ((found, stored), (found.case, stored.case), (found.caseitem, stored.caseitem)):
        assert {name: value for name, value in vars(one).items() if name != "_state"} == {
            name: value for name, value in vars(other).items() if name != "_state"
        }
    assert found.caseitem.case is found.case
    assert _task(stored.pk + 1000) is None


def test_acts_of_a_real_service_make_few_more(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With consent, files and a sealed certificate, which have tables of their own."""
    from minben.platform.training import history

    kept, counted = history.actions.submit, list[list[str]]()

    def submit(*given: object, **more: object) -> object:
        answer, said = statements(lambda: kept(*given, **more))
        counted.append(said)
        return answer

    monkeypatch.setattr(history.actions, "submit", submit)
    case = apply_for("open-a-restaurant", "citizen-wang")
    assert case.documents.count() == 2
    assert len(counted[0]) <= MOST + 6, counted[0]
    task = Task.objects.filter(case=case, open=True).first()
    clerk = officer(task.unit)
    actions.accept(clerk, task.pk)
    _, said = statements(lambda: actions.decide(clerk, task.pk, "granted", key="decide"))
    assert case.certificates.count() == 1
    assert len(said) <= MOST + 6, said
