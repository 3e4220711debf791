"""Loops, many instances and ad hoc work (BPMN 2.0.2, 10.3.8, 13.3.5 to 13.3.7), attribute by attribute."""

from __future__ import annotations

from typing import Any

import pytest

from minben.kernel import process as bpmn
from minben.kernel.finding import InputError
from tests.kernel.process.spoken import Case, boundary, file, flows, inside, play, say, start, user

ROOTS = '<signal id="g" name="g"/><signalEventDefinition id="d1" signalRef="g"/><error id="E" errorCode="E"/>'


def many(*parts: str, count: str = "3", **attributes: str) -> str:
    """Multi-instance characteristics."""
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    number = f"<loopCardinality>{count}</loopCardinality>" if count else ""
    return (
        f"<multiInstanceLoopCharacteristics{said}>{number}{''.join(parts)}</multiInstanceLoopCharacteristics>"
    )


def loop(condition: str = "", **attributes: str) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inner = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{said}>{inner}</standardLoopCharacteristics>"


# --- loops ---

COUNT = '<scriptTask id="a" xmlns:m="urn:minben:bpmn:1" m:result="n">{}<script>n + 1</script></scriptTask>'


@pytest.mark.parametrize(
    ("characteristics", "rounds"),
    [
        (loop("n &lt; 3"), 3),
        (loop("n &lt; 3", testBefore="true"), 3),
        (loop("false"), 1),
        (loop("false", testBefore="false"), 1),
        (loop("false", testBefore="true"), 0),
        (loop("true", loopMaximum="2"), 2),
        (loop("n &lt; 1", loopMaximum="2"), 1),
        (loop(loopMaximum="4"), 4),
        (loop(loopMaximum="0"), 0),
        (loop("true", loopMaximum="2", testBefore="true"), 2),
        (loop("loopCounter &lt; 5"), 5),
    ],
)
def test_how_often_a_loop_goes_round(characteristics: str, rounds: int) -> None:
    """13.3.6: while the condition holds, tested before or after each round, at most loopMaximum times."""
    case = Case(file(start(), COUNT.format(characteristics), flows("s>a")), {"n": 0})
    assert (case.state.data["n"], case.ended) == (rounds, "completed")


def test_a_loop_without_end_stops_in_words() -> None:
    with pytest.raises(bpmn.Stuck, match="an endless loop"):
        Case(file(start(), say(a=loop()), flows("s>a")))


@pytest.mark.parametrize("attribute", ["loopMaximum", "startQuantity", "completionQuantity"])
def test_numbers_that_the_standard_forbids_are_refused(attribute: str) -> None:
    inner = loop(loopMaximum="-1") if attribute == "loopMaximum" else ""
    said = f' {attribute}="0"' if not inner else ""
    source = file(
        start(), f'<scriptTask id="a"{said}>{inner}<script>say a</script></scriptTask>', flows("s>a")
    )
    with pytest.raises(InputError, match="below"):
        Case(source)


# --- how many instances ---


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize(
    ("count", "data", "times"), [("3", {}, 3), ("0", {}, 0), ("n + 1", {"n": 1}, 2), ("1.0", {}, 1)]
)
def test_how_many_instances(sequential: str, count: str, data: dict[str, Any], times: int) -> None:
    case = Case(file(start(), say("z", a=many(count=count, isSequential=sequential)), flows("s>a a>z")), data)
    assert case.said == ["a"] * times + ["z"]


@pytest.mark.parametrize("count", ["-1", "1.5", '"x"', "null", "1e9", "n"])
def test_a_number_of_instances_that_is_none_stops_in_words(count: str) -> None:
    with pytest.raises(bpmn.Stuck, match="The number of instances is"):
        Case(file(start(), say(a=many(count=count)), flows("s>a")))


def test_sequential_instances_come_one_after_another() -> None:
    case = Case(file(start(), user("z", a=many(isSequential="true")), flows("s>a a>z")))
    for _ in range(3):
        assert len(case.keys("a")) == 1
        case.do("a")
    assert case.waiting == {"z"}


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize(
    ("condition", "done"),
    [
        ("numberOfCompletedInstances = 2", 2),
        ("numberOfCompletedInstances / numberOfInstances &gt; 0.5", 3),
        ("enough", 1),
        ("false", 4),
    ],
)
def test_the_completion_condition_ends_the_activity_early(sequential: str, condition: str, done: int) -> None:
    """Table 10.31: looked at whenever an instance completes; what still runs is withdrawn."""
    condition = f"<completionCondition>{condition}</completionCondition>"
    case = Case(
        file(start(), user("z", a=many(condition, count="4", isSequential=sequential)), flows("s>a a>z"))
    )
    for number in range(1, done + 1):
        assert "z" not in case.waiting
        case.do("a", enough=number == 1)
    assert case.waiting == {"z"}


@pytest.mark.parametrize(("sequential", "active"), [("true", 0), ("false", 2)])
def test_attributes_of_instances_are_seen_by_conditions(sequential: str, active: int) -> None:
    seen = (
        "numberOfInstances = 3 and numberOfTerminatedInstances = 0 and numberOfCompletedInstances = 1 "
        f"and numberOfActiveInstances = {active}"
    )
    condition = f"<completionCondition>{seen}</completionCondition>"
    case = Case(file(start(), user("z", a=many(condition, isSequential=sequential)), flows("s>a a>z")))
    case.do("a")
    assert case.waiting == {"z"}


# --- what instances get and give ---

DATA = '<dataObject id="list" isCollection="true"/><dataObject id="total" isCollection="true"/>'
IO = (
    '<ioSpecification><dataInput id="in0" name="every" isCollection="true"/><dataInput id="in1" name="one"/>'
    '<dataOutput id="out1" name="vote"/><dataOutput id="out0" name="all.votes" isCollection="true"/>'
    "<inputSet/><outputSet/></ioSpecification>"
)


def associated(tag: str, source: str, target: str) -> str:
    tag = f"data{tag}Association"
    return f"<{tag}><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef></{tag}>"


def over(inputs: str, outputs: str) -> str:
    return (
        f"<loopDataInputRef>{inputs}</loopDataInputRef><loopDataOutputRef>{outputs}</loopDataOutputRef>"
        '<inputDataItem id="item1" name="item"/><outputDataItem id="item2" name="o"/>'
    )


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_the_whole_chain_of_associations_from_one_collection_to_another(sequential: str) -> None:
    """10.3.8: collection, item, the task's input; its output, the item of the result, the collection."""
    chain = (
        IO
        + associated("Input", "list", "in0")
        + associated("Input", "item1", "in1")
        + associated("Output", "out1", "item2")
        + associated("Output", "out0", "total")
        + many(over("in0", "out0"), count="", isSequential=sequential)
    )
    case = Case(file(DATA, start(), user("z", a=chain), flows("s>a a>z")), {"list": [1, 2, 3]})
    while keys := case.keys("a"):
        opened = next(one for one in case.effects if isinstance(one, bpmn.Open) and one.key == keys[-1])
        case.tell(bpmn.Completed(keys[-1], {"vote": opened.data["one"] * 10}))
    assert case.state.data == {"list": [1, 2, 3], "total": [10, 20, 30]}


def test_each_instance_of_a_sub_process_has_its_own_item_and_result() -> None:
    body = inside(
        "a", many(over("list", "total"), count=""), start("s1"), user("b"),
        '<scriptTask id="k" xmlns:m="urn:minben:bpmn:1" m:result="o"><script>item * 2</script></scriptTask>',
        user("c"), flows("s1>b b>k k>c"),
    )  # fmt: skip
    case = Case(file(DATA, start(), body, user("z"), flows("s>a a>z")), {"list": [1, 2, 3]})
    case.do("b", "b", "b")
    for key in reversed(case.keys("c")):
        case.tell(bpmn.Completed(key))
    assert case.state.data == {"list": [1, 2, 3], "total": [2, 4, 6]}


def test_nothing_to_do_gives_an_empty_list() -> None:
    case = Case(
        file(DATA, start(), user("z", a=many(over("list", "total"), count="")), flows("s>a a>z")),
        {"list": []},
    )
    assert case.waiting == {"z"}
    assert case.state.data["total"] == []


# --- what instances throw ---


@pytest.mark.parametrize("sequential", ["true", "false"])
@pytest.mark.parametrize(
    ("behaviour", "thrown"), [("All", 0), ("None", 3), ("One", 1)]
)  # fmt: skip
@pytest.mark.parametrize("gentle", [True, False])
def test_how_often_the_event_of_a_behaviour_is_thrown(
    behaviour: str, thrown: int, sequential: str, gentle: bool
) -> None:
    """Table 10.31: All never, None for each, One for the first; all instances are awaited."""
    name = {"None": {"noneBehaviorEventRef": "d1"}, "One": {"oneBehaviorEventRef": "d1"}}.get(behaviour, {})
    parts = say("h", "n", a=many(behavior=behaviour, isSequential=sequential, **name))
    source = file(
        start(), parts, boundary("b", "a", "signal:g", gentle=gentle), flows("s>a a>n b>h"), roots=ROOTS
    )
    said, ended = play(source)
    assert (sorted(said), said[-1], ended) == (["a"] * 3 + ["h"] * thrown + ["n"], "n", "completed")


@pytest.mark.parametrize(("behaviour", "thrown"), [("None", 3), ("One", 1)])
def test_without_a_reference_a_default_signal_is_thrown(behaviour: str, thrown: int) -> None:
    source = file(
        start(),
        say("h", a=many(behavior=behaviour)),
        boundary("b", "a", "signal:", gentle=True),
        flows("s>a b>h"),
    )
    assert play(source)[0].count("h") == thrown


@pytest.mark.parametrize(("condition", "gentle", "said"), [
    ("numberOfCompletedInstances = 2", True, "aahan"), ("numberOfCompletedInstances = 2", False, "aahn"),
    ("false", False, "aaan"), ("true", True, "ahahahn"),
])  # fmt: skip
def test_a_complex_behaviour_throws_when_its_condition_holds(condition: str, gentle: bool, said: str) -> None:
    complex_ = (
        f"<complexBehaviorDefinition><condition>{condition}</condition><event>"
        '<signalEventDefinition signalRef="g"/></event></complexBehaviorDefinition>'
    )
    parts = say("h", "n", a=many(complex_, behavior="Complex", isSequential="true"))
    source = file(
        start(), parts, boundary("b", "a", "signal:g", gentle=gentle), flows("s>a a>n b>h"), roots=ROOTS
    )
    assert sorted(play(source)[0]) == sorted(said)


def test_an_error_in_one_instance_withdraws_all() -> None:
    case = Case(
        file(
            start(),
            user("h", "n", a=many()),
            boundary("b", "a", "error:E"),
            flows("s>a a>n b>h"),
            roots=ROOTS,
        )
    )
    case.tell(bpmn.Failed(case.keys("a")[1], "E"))
    assert case.waiting == {"h"}


# --- ad hoc ---


def adhoc(*parts: str, condition: str = "", **attributes: str) -> Case:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inner = "".join(parts) + (f"<completionCondition>{condition}</completionCondition>" if condition else "")
    return Case(
        file(start(), f'<adHocSubProcess id="h"{said}>{inner}</adHocSubProcess>', user("z"), flows("s>h h>z"))
    )


def around(case: Case) -> str:
    return next(key for key, node in case.state.tokens.items() if node == "h")


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_without_a_condition_each_activity_is_done_once(ordering: str) -> None:
    case = adhoc(user("a", "b", "c"), flows("b>c"), ordering=ordering)
    if ordering == "Sequential":
        case.tell(bpmn.Chosen(around(case), "b"))
    assert "c" not in case.waiting, "what a flow leads to is not yet enabled"
    case.do("b")
    assert "c" in case.waiting
    case.do("c")
    assert case.waiting == {"a"}
    case.do("a")
    assert case.waiting == {"z"}


def test_activities_may_be_done_again_until_the_condition_holds() -> None:
    """13.3.5: looked at after each activity; in sequence only one at a time."""
    case = adhoc(user("a", "b"), condition="n = 3", ordering="Sequential")
    for number in (1, 2, 3):
        assert case.waiting == set()
        case.tell(bpmn.Chosen(around(case), "a"))
        with pytest.raises(bpmn.Refused, match="one thing at a time"):
            case.tell(bpmn.Chosen(around(case), "b"))
        case.do("a", n=number)
    assert case.waiting == {"z"}


def test_in_parallel_one_more_may_be_begun_at_any_time() -> None:
    case = adhoc(user("a", "b"), condition="n = 3", ordering="Parallel")
    case.tell(bpmn.Chosen(around(case), "a"))
    assert (len(case.keys("a")), len(case.keys("b"))) == (2, 1)
    case.do("a", n=3)
    assert case.waiting == {"z"}, "what still runs is withdrawn"


def test_what_still_runs_may_be_awaited() -> None:
    case = adhoc(user("a", "b"), condition="n = 3", ordering="Parallel", cancelRemainingInstances="false")
    case.do("a", n=3)
    assert case.waiting == {"b"}
    case.do("b")
    assert case.waiting == {"z"}
