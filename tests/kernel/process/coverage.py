"""Writes docs/reference/processes.md: what of BPMN 2.0 is played, and the test that shows it.

.venv/bin/python -m tests.kernel.process.coverage
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from minben.kernel import process as bpmn
from minben.kernel.process.names import DEFINITIONS, GLOBALS, SUBPROCESSES, TAGS
from tests.kernel.process.test_conformance import outcomes

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs/reference/processes.md"
SUITES = Path(os.environ.get("MINBEN_CONFORMANCE", ROOT / "../shared/conformance"))
BETSY, MIWG = SUITES / "betsy", SUITES / "bpmn-miwg"

# Models whose published expectation the suite's own file contradicts, and where the standard leaves room.
ARGUED = {
    "AdHocSubProcess_Parallel, AdHocSubProcess_Sequential": (
        "13.3.5",
        "The step behind the sub-process writes SCRIPT_task1 in the file and SCRIPT_task3 in the expectation: it is "
        "done, under the name in the file.",
    ),
    "MultiInstance_NoneBehavior, MultiInstance_OneBehavior, WCP12": (
        "table 10.31",
        "Implicit events of the behaviours None and One never interrupt, whatever the boundary event says: they are "
        "thrown for each or for the first instance while all are awaited.",
    ),
    "MultiInstance_ComplexBehavior": (
        "table 10.31",
        "A complex behaviour's event is caught as drawn: an interrupting boundary event withdraws the other "
        "instances; the one that throws completes, and with it the activity.",
    ),
    "ParallelGateway_TrueParallelism, Timer_BoundaryEvent_SubProcess_Interrupting_Activity": (
        "10.3.3",
        "A script that takes time is done by the world: the adapter hands it over as a service task.",
    ),
    "WCP06_MultiChoice_ComplexGateway": (
        "13.4.5",
        "A gateway with one way in has nothing left to wait for after it begins, so it is not reset and sends nothing "
        "a second time.",
    ),
}

# The 43 control-flow patterns (Russell, ter Hofstede, van der Aalst, Mulyar 2006): how, and the test that shows it.
E, C, P, W = "test_elements", "test_conformance", "test_properties", "test_patterns"


def betsy(model: str) -> str:
    """The test of one model of the suite."""
    return f"{C}::test_betsy[{model}]"


PATTERNS: list[tuple[str, str, str]] = [
    ("Sequence", "sequence flow", betsy("WCP01_Sequence")),
    ("Parallel split", "parallel gateway", betsy("WCP02_ParallelSplit")),
    ("Synchronization", "parallel gateway", betsy("WCP03_Synchronization")),
    ("Exclusive choice", "exclusive gateway", betsy("WCP04_ExclusiveChoice")),
    ("Simple merge", "exclusive gateway", betsy("ExclusiveGateway_Default")),
    (
        "Multi-choice",
        "inclusive or complex gateway, conditional flows",
        betsy("WCP06_MultiChoice_InclusiveGateway"),
    ),
    ("Structured synchronizing merge", "inclusive gateway", betsy("WCP07_StructuredSynchronizingMerge")),
    ("Multi-merge", "exclusive gateway behind parallel branches", betsy("WCP08_MultiMerge")),
    ("Structured discriminator", "complex gateway", betsy("WCP09_Structured_Discriminator_ComplexGateway")),
    ("Arbitrary cycles", "exclusive gateways", betsy("WCP10_ArbitraryCycles")),
    ("Implicit termination", "the last token is gone", betsy("WCP11_ImplicitTermination")),
    (
        "Multiple instances without synchronization",
        "multi-instance, behaviour None",
        betsy("WCP12_MultipleInstancesWithoutSynchronization"),
    ),
    (
        "Multiple instances, number known at design time",
        "multi-instance, cardinality",
        betsy("MultiInstance_Parallel"),
    ),
    (
        "Multiple instances, number known at run time",
        "multi-instance over a list",
        f"{E}::test_each_of_many_things_is_done_by_itself_and_gives_its_result",
    ),
    (
        "Multiple instances, number not known before",
        "`Chosen` adds one to a running activity",
        f"{E}::test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added",
    ),
    (
        "Deferred choice",
        "event-based gateway",
        f"{E}::test_the_first_of_several_events_decides_the_way_and_the_others_are_no_longer_wanted",
    ),
    (
        "Interleaved parallel routing",
        "ad hoc sub-process, sequential",
        betsy("WCP17_InterleavedParallelRouting"),
    ),
    (
        "Milestone",
        "conditional event",
        f"{E}::test_a_condition_that_becomes_true_lets_the_case_go_on",
    ),
    (
        "Cancel activity",
        "interrupting boundary event",
        f"{E}::test_an_error_is_caught_by_the_nearest_event_that_wants_it",
    ),
    (
        "Cancel case",
        "terminate event, `Cancelled`",
        f"{P}::test_cancelling_at_any_moment_leaves_nothing_open",
    ),
    ("Structured loop", "loop marker", f"{E}::test_a_loop_goes_on_while_its_condition_holds"),
    (
        "Recursion",
        "a called process that calls itself",
        f"{E}::test_a_called_process_sees_what_is_mapped_into_it_and_may_call_itself",
    ),
    (
        "Transient trigger",
        "signal: heard by those who wait now",
        betsy("Signal_IntermediateEvent_ThrowAndCatch"),
    ),
    (
        "Persistent trigger",
        "message: kept in the outbox until a case waits for it",
        "tests/platform/casework/test_effects::test_a_message_for_nobody_is_tried_later_and_later_and_then_waits_for_a_person",
    ),
    (
        "Cancel region",
        "interrupting event sub-process",
        f"{E}::test_an_event_sub_process_interrupts_everything_around_it",
    ),
    (
        "Cancel multiple instance activity",
        "interrupting boundary event on it",
        f"{E}::test_a_boundary_event_withdraws_all_instances",
    ),
    (
        "Complete multiple instance activity",
        "completion condition",
        f"{E}::test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added",
    ),
    (
        "Blocking discriminator",
        "complex gateway, activationCount: what comes early waits for the next round",
        f"{W}::test_a_second_token_waits_until_every_branch_of_the_first_round_has_come",
    ),
    (
        "Cancelling discriminator",
        "sub-process with a terminate event behind the join",
        f"{W}::test_the_first_of_several_branches_cancels_the_others",
    ),
    (
        "Structured partial join",
        "complex gateway, activationCount",
        f"{E}::test_two_of_three_are_enough_and_the_third_is_awaited_in_silence",
    ),
    (
        "Blocking partial join",
        "complex gateway, activationCount: what comes early waits for the next round",
        f"{W}::test_a_second_token_waits_until_every_branch_of_the_first_round_has_come",
    ),
    (
        "Cancelling partial join",
        "sub-process with a complex gateway and a terminate event",
        f"{W}::test_two_of_three_branches_cancel_the_third",
    ),
    (
        "Generalized AND-join",
        "parallel gateway: further tokens are kept",
        f"{W}::test_a_join_keeps_tokens_that_come_more_than_once",
    ),
    (
        "Static partial join for multiple instances",
        "completion condition",
        f"{E}::test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added",
    ),
    (
        "Cancelling partial join for multiple instances",
        "completion condition",
        f"{E}::test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added",
    ),
    (
        "Dynamic partial join for multiple instances",
        "completion condition and `Chosen`",
        f"{E}::test_enough_of_many_withdraws_the_rest_and_one_more_may_be_added",
    ),
    ("Acyclic synchronizing merge", "inclusive gateway", betsy("InclusiveGateway")),
    (
        "General synchronizing merge",
        "inclusive gateway in a loop",
        f"{E}::test_an_inclusive_join_in_a_loop_waits_for_what_can_still_come",
    ),
    (
        "Critical section",
        "ad hoc sub-process, sequential, with a sub-process for each section",
        f"{W}::test_only_one_critical_section_is_open_at_a_time",
    ),
    (
        "Interleaved routing",
        "ad hoc sub-process, sequential: people choose",
        f"{E}::test_people_choose_the_order_in_an_ad_hoc_sub_process",
    ),
    ("Thread merge", "startQuantity", betsy("Token_StartQuantity_Two")),
    ("Thread split", "completionQuantity", betsy("Token_Cardinality_Explicit")),
    ("Explicit termination", "terminate event", betsy("Terminate_Event")),
]


HEAD = """# Processes: what of BPMN 2.0 is played, drawn and kept

Generated by `python -m tests.kernel.process.coverage` from runs of the parts of the betsy and BPMN MIWG suites that are
present; do not edit; a test compares. Paragraphs are those of BPMN 2.0.2 (ISO/IEC 19510).
[Element by element and attribute by attribute](process-standard.md): what the standard says, what is done, the test.

Every file is read, drawn and written again, executable or not. Not played: choreographies and conversations, data
stores, remarks and groups (all kept and drawn).
"""


def page() -> str:
    """The whole document."""
    return "\n".join([HEAD, *elements(), *patterns(), *betsy_table(), *miwg_table()]) + "\n"


def elements() -> Iterator[str]:
    """What each element is in the token game."""
    yield "## Elements\n\n| element | in the token game |\n|---|---|"
    yield from (f"| `{tag}` | {kind} |" for tag, kind in TAGS.items())
    yield from (f"| `{tag}` | sub-process, {mode} |" for tag, mode in SUBPROCESSES.items() if tag not in TAGS)
    yield "| `subProcess triggeredByEvent` | sub-process, event |"
    yield from (f"| `{tag}` | a called step: {kind} |" for tag, kind in GLOBALS.items())
    yield from (f"| `{tag}` | trigger: {kind} |" for tag, kind in DEFINITIONS.items())
    yield "| `standardLoopCharacteristics`, `multiInstanceLoopCharacteristics` | loop |"
    yield "| `conditionExpression`, `default` on flows out of gateways and activities | FEEL |"
    yield "| `property`, `dataObject`, data associations with transformation or assignment | data, mapped in FEEL |"
    yield "| `correlationProperty`, `correlationSubscription` | which case a message is for |"
    yield "| `startQuantity`, `completionQuantity` | tokens taken and given |"
    yield "| `participant`, `laneSet`, `childLaneSet`, `messageFlow` | who does it; drawn |"
    yield "| `textAnnotation`, `group`, `dataObjectReference`, `dataStoreReference`, `association` | drawn |"
    yield '| `minben:mandatory="true"` on a step | the check names a way around it, if there is one |'
    yield '| `minben:least="P7D"` on a step | what it takes at least; limits are checked against the fastest case |'
    yield '| `minben:procedure="hearing"` on a step | its time is a special procedure\'s: no limit counts it |'
    yield "| every other element of the schema, and of others | kept: `test_foreign_files` |\n"


def patterns() -> Iterator[str]:
    """The 43 patterns, each with the test that shows it."""
    yield "## Workflow control-flow patterns\n\n| # | pattern | how | shown by |\n|---|---|---|---|"
    for number, (name, how, test) in enumerate(PATTERNS, start=1):
        yield f"| {number} | {name} | {how or 'not supported'} | {f'`{test}`' if test else '—'} |"


def betsy_table() -> Iterator[str]:
    """Each model of the suite with what came of its cases."""
    tests = json.loads((BETSY / "expected.json").read_text())
    results = {test["name"]: outcomes(BETSY, test) for test in tests}
    right = sum(not found for found in results.values())
    yield "\n## The betsy conformance suite\n"
    yield f"{right} of {len(results)} models behave as expected.\n\n| model | cases | as expected |\n|---|---:|---:|"
    for test in tests:
        count = len(test["cases"])
        yield f"| {test['name']} | {count} | {count - len(results[test['name']])} |"
    yield "\nWhere the expectation needs an argument:\n\n| model | paragraph | argument |\n|---|---|---|"
    yield from (f"| {name} | {where} | {why} |" for name, (where, why) in ARGUED.items())


def miwg_table() -> Iterator[str]:
    """Each model of the interchange suite with what survives a change of one name, and how much of it is drawn."""
    yield "\n## The BPMN MIWG interchange suite\n\nA model is read, one name is changed, written, read again."
    yield "Everything else is the same: processes, pools, messages; diagrams; each element, attribute and text.\n"
    yield "| model | elements | the same values | the same diagrams | the same file | drawn |"
    yield "|---|---:|---|---|---|---:|"
    for file in sorted(MIWG.glob("*.bpmn")):
        found = survives(file)
        said = ("yes" if one else "NO" for one in (found.values, found.diagrams, found.file))
        yield f"| {file.stem} | {found.elements} | {' | '.join(said)} | {found.drawn} of {found.steps} |"


@dataclass(frozen=True)
class Survival:
    """What came of one model."""

    elements: int
    values: bool
    diagrams: bool
    file: bool
    drawn: int
    steps: int


def survives(file: Path) -> Survival:
    """Read, change the name of one process, write, read; draw."""
    before = bpmn.read_document(file)
    first = before.processes[0]
    renamed = (replace(first, name="改"), *before.processes[1:])
    written = bpmn.write_document(replace(before, processes=renamed))
    after = bpmn.read_document(written, str(file))
    source = etree.fromstring(file.read_bytes())
    next(one for one in source.iter(etree.Element) if one.get("id") == first.id).set("name", "改")
    same = etree.tostring(source, method="c14n") == etree.tostring(etree.fromstring(written), method="c14n")
    values = (after.processes, after.pools, after.messages) == (renamed, before.pools, before.messages)
    steps = [node.id for one in before.processes for node in one.nodes if node.id != f"{one.id}_task"]
    picture = bpmn.draw_document(before)
    drawn = sum(f'data-node="{step}"' in picture for step in steps)
    elements = sum(1 for _ in source.iter(etree.Element))
    return Survival(elements, values, after.diagrams == before.diagrams, same, drawn, len(steps))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
