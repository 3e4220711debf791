"""Declarative rules: each template by its meaning, discovery against judging every case, nothing superfluous."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import Event, EventLog, from_events, read_log
from minben.kernel.finding import InputError
from minben.kernel.mining import (
    BINARY,
    LANGUAGES,
    UNARY,
    Constraint,
    check,
    declare,
    read_rules,
    verdict,
    written,
)
from minben.kernel.mining.command import mine
from minben.kernel.mining.phrases import PHRASES
from minben.kernel.mining.sayings import SAYINGS
from minben.kernel.mining.texts import _TEXTS, say

LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))
TRACES = st.lists(st.text("abcd", max_size=7), min_size=1, max_size=12)


def log_of(traces: Sequence[str]) -> EventLog:
    events = [
        Event(f"case {number}", step, at * 1_000_000)
        for number, trace in enumerate(traces)
        for at, step in enumerate(trace)
    ]
    return from_events(events)


MEANING = [  # template, kept by, broken by, never set off by
    ("existence", "ba", "bb", None),
    ("absence2", "ab", "aba", "b"),
    ("exactly1", "bab", "aa", None),
    ("init", "ab", "ba", None),
    ("end", "ba", "ab", None),
    ("responded_existence", "ba", "ac", "b"),
    ("co_existence", "ba", "ac", "c"),
    ("response", "aab", "aba", "b"),
    ("alternate_response", "acbab", "aab", "b"),
    ("chain_response", "abab", "acb", "b"),
    ("precedence", "abb", "ba", "a"),
    ("alternate_precedence", "abab", "abb", "a"),
    ("chain_precedence", "abca", "acb", "a"),
    ("succession", "aab", "aba", "c"),
    ("alternate_succession", "acbab", "abb", "c"),
    ("chain_succession", "abcab", "acb", "c"),
    ("choice", "cb", "cc", None),
    ("exclusive_choice", "cb", "ab", None),
    ("not_co_existence", "ac", "ab", "c"),
    ("not_succession", "bba", "ba" "b", "a"),
    ("not_chain_succession", "acb", "ab", "b"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "kept", "broken", "asleep"), MEANING)
def test_each_template_means_what_the_literature_says(
    template: str, kept: str, broken: str, asleep: str | None
) -> None:
    rule = Constraint(template, "a", "" if template in UNARY else "b")
    assert verdict(rule, kept) is True
    assert verdict(rule, broken) is False
    if asleep is not None:
        assert verdict(rule, asleep) is None


def test_every_template_has_its_example() -> None:
    assert {row[0] for row in MEANING} == {*UNARY, *BINARY}


@given(TRACES)
def test_what_is_discovered_is_what_judging_every_case_finds(traces: list[str]) -> None:
    log = log_of(traces)
    if not len(log):
        return
    for found in declare(log, confidence=0.5, support=0.0):
        judged = [verdict(found.rule, log.trace(case)) for case in range(len(log.cases))]
        assert found.set_off == sum(one is not None for one in judged)
        assert found.kept == sum(one is True for one in judged)
        assert {log.cases.index(name) for name in found.breaking} <= {
            case for case, one in enumerate(judged) if one is False
        }


@given(TRACES)
def test_what_always_holds_is_said_or_follows(traces: list[str]) -> None:
    """Every response and precedence that no case breaks is kept by all cases that keep the discovered rules."""
    log = log_of(traces)
    rules = [one.rule for one in declare(log, confidence=1.0, support=0.0)]
    words = ["".join(word) for size in range(4) for word in permutations(log.activities, size)]
    allowed = [word for word in words if word and not any(verdict(rule, word) is False for rule in rules)]
    for one, other in permutations(log.activities, 2):
        for template in ("response", "precedence", "responded_existence"):
            rule = Constraint(template, one, other)
            if all(verdict(rule, log.trace(case)) is not False for case in range(len(log.cases))):
                assert [word for word in allowed if verdict(rule, word) is False] == []


@given(TRACES, st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_nothing(traces: list[str], dice: object) -> None:
    mixed = list(traces)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    same = [(one.rule, one.set_off, one.kept) for one in declare(log_of(traces))]
    assert [(one.rule, one.set_off, one.kept) for one in declare(log_of(mixed))] == same


def test_rules_are_few_and_a_stronger_one_stands_for_the_weaker() -> None:
    found = declare(log_of(["abc"] * 10 + ["abbc"] * 10))
    assert {(one.rule.template, one.rule.first, one.rule.second) for one in found} == {
        ("init", "a", ""), ("end", "c", ""), ("exactly1", "a", ""), ("exactly1", "c", ""), ("existence", "b", ""),
        ("chain_response", "a", "b"), ("chain_precedence", "b", "c"),
    }  # fmt: skip


def test_a_broken_rule_names_who_broke_it() -> None:
    log = log_of(["ab"] * 30 + ["ba"])
    found = {one.rule: one for one in declare(log)}
    assert found[Constraint("init", "a")].breaking == ("case 30",)
    assert found[Constraint("init", "a")].confidence == 30 / 31


def test_given_rules_are_checked_whether_they_hold_or_not() -> None:
    log = log_of(["ab", "a", "c"])
    rule = Constraint("response", "a", "b")
    (found,) = check(log, [rule, rule])
    assert (found.set_off, found.kept, found.share, found.breaking) == (2, 1, 2 / 3, ("case 1",))
    (never,) = check(log, [Constraint("response", "x", "y")])
    assert (never.set_off, never.confidence) == (0, 1.0)


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_the_report_says_rules_as_sentences(language: str, tmp_path: Path) -> None:
    rows = "".join(
        f"{case},{step},2026-01-{day:02d}T09:00:00Z\n"
        for case in range(30)
        for day, step in enumerate(("in", "check", "out") if case else ("in", "out", "check"), 1)
    )
    log, rules = tmp_path / "log.csv", tmp_path / "mine.decl"
    log.write_text(f"case,activity,time\n{rows}", "utf-8")
    rules.write_text("Not Co-Existence[in, out]\n", "utf-8")
    mine(log, tmp_path / "report", language, rules=rules)
    told = json.loads((tmp_path / "report/report.json").read_text("utf-8"))["rules"]
    assert told["given"][0]["kept"] == 0
    assert told["nearly"][0]["breaking"] == ["0"]
    assert {row["rule"] for row in told["always"]} >= {"Init[in]", "Exactly1[out]"}
    page = (tmp_path / "report/report.html").read_text("utf-8")
    init = {"zh-Hant": "每件由「in」開始", "zh-Hans": "每件由「in」开始", "en": "Every case begins with “in”"}
    assert init[language] in page


@pytest.mark.parametrize("template", [*UNARY, *BINARY])
def test_every_template_is_a_sentence_in_every_language(template: str) -> None:
    said = [say(f"d_{template}", one, first="A1", second="B2") for one in LANGUAGES]
    assert said[2] not in said[:2]
    assert all("A1" in one and ("B2" in one) == (template in BINARY) for one in said)


NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)


@given(st.lists(st.tuples(st.sampled_from([*UNARY, *BINARY]), NAME, NAME), min_size=1, max_size=5))
def test_rules_written_are_read_again(said: list[tuple[str, str, str]]) -> None:
    rules = tuple(Constraint(key, one, "" if key in UNARY else other) for key, one, other in said)
    assert read_rules(written(rules)) == rules


def test_rules_of_other_tools_are_read_and_what_is_none_is_named_by_its_line() -> None:
    text = "activity Accept\nactivity Decide\nCo-Existence[Accept, Decide] | | |\nabsence2[Decide]\n"
    assert read_rules(text) == (
        Constraint("co_existence", "Accept", "Decide"),
        Constraint("absence2", "Decide"),
    )
    for wrong, said in (
        ("Answer[a, b]", "no template"), ("Response[a]", "speaks of 2"), ("Response[a, b] |A.x > 3 |", "no rule"),
        ("hello", "no rule"), ("", "There is no rule"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            read_rules(wrong)


@pytest.mark.skipif(not LOGS.is_dir(), reason="MINBEN_LOGS: real logs are not here")
def test_rules_of_the_real_permit_log_read_like_its_handbook() -> None:
    log = read_log(LOGS / "receipt_wabo.xes.gz")
    found = {(one.rule.template, one.rule.first[:3], one.rule.second[:3]) for one in declare(log)}
    assert {("init", "Con", ""), ("succession", "T04", "T05"), ("succession", "T06", "T10")} <= found
    assert len(found) < 60


def test_no_sentence_hides_another() -> None:
    kept = (_TEXTS, PHRASES, SAYINGS)
    for at, one in enumerate(kept):
        assert not any(set(one) & set(other) for other in kept[:at])
