"""What people or other cases begin: steps in an order of the office's own, cases that begin with a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from benchmarks.casework import ITEMS
from benchmarks.packs import DECIDE, SERVICE, begin, chain, process, publish
from minben.platform.casework import actions, facts, receipts, upkeep
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseStatus, Clock, Notice, Posting, Task
from minben.platform.casework.tasks import drain
from minben.platform.journal import queries as journal
from minben.platform.workbench.queries.desk import desk
from minben.platform.workbench.queries.queue import Filters, queue
from tests.platform.casework.test_journey import officer

pytestmark = pytest.mark.django_db
RESTAURANT = "open-a-restaurant"
MESSAGE = '<message id="m" name="allowance granted"/>'
PAPERS = '<messageEventDefinition messageRef="m"/>'
ASKED = "110101193001010018"


# --- ad hoc ---


def in_any_order(around: str = "") -> str:
    """A service whose four items are decided one after the other, in an order that the offices choose."""
    steps = "".join(f'<userTask id="u_{one}" minben:item="{one}" minben:result="{one}"/>' for one in ITEMS)
    return process(
        f'<adHocSubProcess id="some" ordering="Sequential">{steps}</adHocSubProcess>{around}'
        + chain("s", "some", "e")
    )


def offered(case: Case) -> set[str]:
    return {task.node for task in Task.objects.filter(case=case, open=True) if "?" in task.key}


def doing(case: Case) -> set[str]:
    return {task.node for task in Task.objects.filter(case=case, open=True) if "?" not in task.key}


def of_step(case: Case, item: str) -> Task:
    return Task.objects.get(case=case, node=f"u_{item}", open=True)


def test_the_offices_choose_the_order_of_ad_hoc_work_and_every_item_keeps_its_limit(city: str) -> None:
    case = begin(publish(in_any_order(), RESTAURANT), service=RESTAURANT)
    assert offered(case) == {f"u_{one}" for one in ITEMS}
    assert doing(case) == set()
    assert Clock.objects.filter(case=case, scope="acceptance", ended_at=None).count() == len(ITEMS)
    for number, item in enumerate(reversed(ITEMS), 1):
        task = of_step(case, item)
        clerk = officer(task.unit)
        if number < len(ITEMS):  # the last one begins by itself
            with pytest.raises(Refusal, match=r"task\.not_begun"):
                actions.decide(clerk, task.pk, "granted")
            assert actions.choose(clerk, task.pk, key=f"begin {item}") == task.pk
            assert actions.choose(clerk, task.pk, key=f"begin {item}") == task.pk, "the same answer"
        assert doing(case) == {f"u_{item}"}
        assert offered(case) == set(), "one at a time"
        with pytest.raises(Refusal, match=r"task\.begun"):
            actions.choose(clerk, task.pk)
        actions.decide(clerk, task.pk, "granted")
        case.refresh_from_db()
        assert upkeep.replayed(case) == case.state
    assert case.status == CaseStatus.COMPLETED
    assert not Task.objects.filter(case=case, open=True).exists()


def test_withdrawing_takes_back_what_was_offered(city: str) -> None:
    from minben.platform.journal.actor import Actor

    case = begin(publish(in_any_order(), RESTAURANT), service=RESTAURANT)
    actions.withdraw(Actor("lanting", case.account, case.person, "", ("citizen",)), case.number)
    assert not Task.objects.filter(case=case, open=True).exists()
    case.refresh_from_db()
    assert upkeep.replayed(case) == case.state


def test_what_interrupts_ad_hoc_work_takes_back_what_was_offered(city: str) -> None:
    late = (
        '<boundaryEvent id="late" attachedToRef="some"><timerEventDefinition><timeDuration>PT1S</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="over"/>'
    ) + chain("late", "over")
    case = begin(publish(in_any_order(late), RESTAURANT), service=RESTAURANT)
    assert len(offered(case)) == len(ITEMS)
    case.timers.filter(kind="process").update(due_at=journal.now() - timedelta(seconds=1))
    assert drain("w", city) == 1
    assert offered(case) == set()
    case.refresh_from_db()
    assert case.closed_at is not None


def test_only_the_steps_own_office_begins_it(city: str) -> None:
    case = begin(publish(in_any_order(), RESTAURANT), service=RESTAURANT)
    with pytest.raises(Refusal, match=r"task\.not_yours"):
        actions.choose(officer("civil-affairs"), of_step(case, "food_permit").pk)


def test_an_office_sees_what_it_may_begin_and_begins_it(city: str, as_officer: Callable) -> None:
    case = begin(publish(in_any_order(), RESTAURANT), service=RESTAURANT)
    task = of_step(case, "fire_inspection")
    clerk, client, address = officer(task.unit), as_officer(task.unit), f"/workbench/tasks/{task.pk}/"
    assert desk(clerk, task.pk).acts == ("choose",)
    assert task.pk in {line.task.pk for line in queue(clerk, Filters()).lines}
    for language, said in (
        ("zh-Hant", "開始這一環節"),
        ("zh-Hans", "开始这一环节"),
        ("en", "Begin this step"),
    ):
        page = client.get(address, headers={"accept-language": language}).content.decode()
        assert said in page
        assert f"{address}accept/" not in page
    assert client.post(f"{address}choose/", {"key": "k"}).status_code == 302
    assert doing(case) == {"u_fire_inspection"}
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert f"{address}accept/" in page


# --- cases that begin with a message ---


def sender(data: str = "") -> Case:
    """A case that is over and has said so."""
    throw = f'<intermediateThrowEvent id="t">{PAPERS}</intermediateThrowEvent>'
    learn = f'<scriptTask id="l" minben:result="which"><script>"{data}"</script></scriptTask>'
    pack = publish(process(learn + throw + chain("s", "l", "t", "e"), CORRELATED))
    return begin(pack)


CORRELATED = MESSAGE + (
    '<correlationProperty id="which" name="which"><correlationPropertyRetrievalExpression messageRef="m">'
    "<messagePath>which</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    '<collaboration id="c"><participant id="pp" processRef="p"/><conversation id="cc">'
    '<correlationKey id="k"><correlationPropertyRef>which</correlationPropertyRef></correlationKey>'
    "</conversation></collaboration>"
)


OWN = (
    '<correlationSubscription id="cs" correlationKeyRef="k"><correlationPropertyBinding id="b" '
    'correlationPropertyRef="which"><dataPath>which</dataPath></correlationPropertyBinding></correlationSubscription>'
)


def beginning(around: str = MESSAGE, own: str = "") -> str:
    """A restaurant's inspection that begins with the message."""
    body = '<userTask id="u" minben:item="fire_inspection" minben:result="fire_inspection"/>'
    return process(own + body + chain("s", "u", "e"), around).replace(
        '<startEvent id="s"/>', f'<startEvent id="s">{PAPERS}</startEvent>'
    )


def begun() -> list[Case]:
    return list(Case.objects.filter(service=RESTAURANT).order_by("id"))


def test_a_message_begins_one_case_for_the_same_person_with_a_receipt(city: str) -> None:
    first = sender()
    publish(beginning(), RESTAURANT)
    assert begun() == [], "nothing arrives before the worker has been"
    assert drain("w", city) == 1
    (case,) = begun()
    assert (case.person, case.account, case.channel) == (first.person, first.account, "message")
    assert case.status == CaseStatus.IN_HANDLING
    assert Task.objects.get(case=case).node == "u"
    assert receipts.of(case) is not None
    assert Notice.objects.filter(case=case, kind="received").exists()
    entry = journal.entries("case", case.number).first()
    assert (entry.act, entry.facts["sender"]) == ("casework.deliver_message", first.number)
    assert entry.facts["events"][0]["activity"] == "begin"
    assert upkeep.replayed(case) == case.state
    assert drain("w", city) == 0
    posting = Posting.objects.get(case=first)
    Posting.objects.filter(pk=posting.pk).update(done_at=None, leased_until=None)  # its worker died late
    drain("w", city)
    assert len(begun()) == 1, "the same message under the same key"


def test_the_new_office_gets_what_its_items_need_and_nothing_else(submitted_case: Case, city: str) -> None:
    from minben.platform.casework.actions import beginning as module

    found = module._target("allowance granted")
    assert found is None, "nothing begins with it yet"
    publish(beginning(), RESTAURANT)
    target = module._target("allowance granted")
    assert target is not None
    answers, sources, _ = module._carried(submitted_case, target.place, target.service)
    needed = {name for item in target.service.items for name in item.needs} | {facts.SIGNED_IN}
    assert set(answers) <= needed
    assert set(sources) <= set(answers)
    elder = target.place.services[SERVICE]
    fewer, _, _ = module._carried(submitted_case, target.place, elder)
    assert set(fewer) < set(answers)


def test_messages_that_say_the_same_begin_one_case_while_it_is_open(city: str) -> None:
    for which in ("A", "A", "B"):
        sender(which)
    publish(beginning(CORRELATED, OWN), RESTAURANT)
    assert drain("w", city) == 3
    assert len(begun()) == 2
    first = begun()[0]
    clerk, task = officer(Task.objects.get(case=first).unit), Task.objects.get(case=first)
    actions.decide(clerk, task.pk, "granted")
    sender("A")
    publish(beginning(CORRELATED, OWN), RESTAURANT)
    drain("w", city)
    assert len(begun()) == 3, "the first is over, so that this is another matter"


def test_a_case_that_waits_takes_the_message_before_one_begins_with_it(city: str) -> None:
    catch = f'<intermediateCatchEvent id="w">{PAPERS}</intermediateCatchEvent>'
    waiting = begin(publish(process(catch + DECIDE + chain("s", "w", "decide", "e"), MESSAGE)))
    sender()
    publish(beginning(), RESTAURANT)
    assert drain("w", city) == 1
    assert begun() == []
    assert Task.objects.filter(case=waiting, open=True).exists()
