"""Writes docs/reference/processes.md: what of BPMN 2.0 is played, and the test that shows it.

.venv/bin/python -m tests.kernel.process.coverage
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from minben.kernel.process.names import DEFINITIONS, GLOBALS, SUBPROCESSES, TAGS

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docs/reference/processes.md"
BETSY = Path(os.environ.get("MINBEN_CONFORMANCE", ROOT / "../shared/conformance")) / "betsy"

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
E, G, C, P = "test_elements", "test_game", "test_conformance", "test_properties"
BETSY_TEST = f"{C}::test_betsy"
PATTERNS: list[tuple[str, str, str]] = [
    ("Sequence", "sequence flow", BETSY_TEST),
    ("Parallel split", "parallel gateway", BETSY_TEST),
    ("Synchronization", "parallel gateway", BETSY_TEST),
    ("Exclusive choice", "exclusive gateway", BETSY_TEST),
    ("Simple merge", "exclusive gateway", BETSY_TEST),
    ("Multi-choice", "inclusive or complex gateway, conditional flows", BETSY_TEST),
    ("Structured synchronizing merge", "inclusive gateway", BETSY_TEST),
    ("Multi-merge", "exclusive gateway behind parallel branches", BETSY_TEST),
    ("Structured discriminator", "complex gateway", BETSY_TEST),
    ("Arbitrary cycles", "exclusive gateways", BETSY_TEST),
    ("Implicit termination", "the last token is gone", BETSY_TEST),
    ("Multiple instances without synchronization", "multi-instance, behaviour None", BETSY_TEST),
    ("Multiple instances, number known at design time", "multi-instance, cardinality", BETSY_TEST),
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
    ("Interleaved parallel routing", "ad hoc sub-process, sequential", BETSY_TEST),
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
    ("Transient trigger", "signal: heard by those who wait now", BETSY_TEST),
    ("Persistent trigger", "", ""),
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
    ("Blocking discriminator", "", ""),
    ("Cancelling discriminator", "", ""),
    (
        "Structured partial join",
        "complex gateway, activationCount",
        f"{E}::test_two_of_three_are_enough_and_the_third_is_awaited_in_silence",
    ),
    ("Blocking partial join", "", ""),
    ("Cancelling partial join", "", ""),
    ("Generalized AND-join", "", ""),
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
    ("Acyclic synchronizing merge", "inclusive gateway", BETSY_TEST),
    (
        "General synchronizing merge",
        "inclusive gateway in a loop",
        f"{E}::test_an_inclusive_join_in_a_loop_waits_for_what_can_still_come",
    ),
    ("Critical section", "", ""),
    (
        "Interleaved routing",
        "ad hoc sub-process, sequential: people choose",
        f"{E}::test_people_choose_the_order_in_an_ad_hoc_sub_process",
    ),
    ("Thread merge", "startQuantity", BETSY_TEST),
    ("Thread split", "completionQuantity", BETSY_TEST),
    ("Explicit termination", "terminate event", BETSY_TEST),
]


def page() -> str:
    """The whole document."""
    lines = [
        "# Processes: what of BPMN 2.0 is played",
        "",
        "Written by `tests/kernel/process/coverage.py`; a test compares. Paragraphs are those of BPMN 2.0.2 (ISO/IEC",
        "19510). Not played: choreographies and conversations (kept in the file as they are), data stores (remarks).",
        "",
        "## Elements",
        "",
        "| element | in the token game |",
        "|---|---|",
    ]
    lines += [f"| `{tag}` | {kind} |" for tag, kind in TAGS.items()]
    lines += [f"| `{tag}` | sub-process, {mode} |" for tag, mode in SUBPROCESSES.items() if tag not in TAGS]
    lines += ["| `subProcess triggeredByEvent` | sub-process, event |"]
    lines += [f"| `{tag}` | a called step: {kind} |" for tag, kind in GLOBALS.items()]
    lines += [f"| `{tag}` | trigger: {kind} |" for tag, kind in DEFINITIONS.items()]
    lines += [
        "| `standardLoopCharacteristics`, `multiInstanceLoopCharacteristics` | loop |",
        "| `conditionExpression`, `default` on flows out of gateways and activities | FEEL |",
        "| `property`, `dataObject`, data associations with transformation or assignment | data, mapped in FEEL |",
        "| `correlationProperty`, `correlationSubscription` | which case a message is for |",
        "| `startQuantity`, `completionQuantity` | tokens taken and given |",
        '| `minben:mandatory="true"` on a step | the check names a way around it, if there is one |',
        "",
        "## Workflow control-flow patterns",
        "",
        "| # | pattern | how | shown by |",
        "|---|---|---|---|",
    ]
    for number, (name, how, test) in enumerate(PATTERNS, start=1):
        lines.append(f"| {number} | {name} | {how or 'not supported'} | {f'`{test}`' if test else '—'} |")
    lines += ["", "## The betsy conformance suite", "", "| model | cases |", "|---|---|"]
    tests = json.loads((BETSY / "expected.json").read_text())
    lines += [f"| {test['name']} | {len(test['cases'])} as expected |" for test in tests]
    lines += [
        "",
        "Where the expectation needs an argument:",
        "",
        "| model | paragraph | argument |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {where} | {why} |" for name, (where, why) in ARGUED.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
