"""Workflow control-flow patterns that no published model shows: joins that block or cancel, critical sections."""

from __future__ import annotations

import pytest

from minben.kernel import process as bpmn
from tests.kernel.process.playing import Player, model

# Two branches whose steps may each come twice: `again` sends a second token down the first way.
TWICE = "s:start f:parallel a:user again:user b:user m:exclusive"


def enough(count: int) -> bpmn.Language:
    """The condition of a gateway that goes on with so many tokens."""

    def language(text: str) -> bpmn.Evaluation:
        return lambda data: data["activationCount"] >= count

    return language


def test_a_second_token_waits_until_every_branch_of_the_first_round_has_come() -> None:
    """Blocking discriminator (28), blocking partial join (31): one join a round, what comes early is kept."""
    for count, first in ((1, ["a"]), (2, ["a", "b"])):
        process = model(
            f"{TWICE} c:user j:complex d:user",
            "s>f f>a f>again f>b f>c a>m again>m m>j b>j c>j j>d",
            j={"activation": "enough"},
        )
        game = Player(process, language=enough(count))
        for step in first:
            game.complete(step)
        assert "d" in game.waiting, "enough have come"
        game.complete("d")
        game.complete("again")
        assert "d" not in game.waiting, "the second token on the same way waits for the next round"
        for step in {"b", "c"} - {*first}:
            game.complete(step)
        assert ("d" in game.waiting) == (count == 1), "the round is over: what waited begins the next one"


def test_the_first_of_several_branches_cancels_the_others() -> None:
    """Cancelling discriminator (29): a sub-process that the first token to come through ends."""
    process = model(
        "s:start p:subprocess s2:start@p f:parallel@p a:user@p b:user@p c:user@p j:complex@p t:end@p d:user e:end",
        "s>p p>d d>e s2>f f>a f>b f>c a>j b>j c>j j>t",
        j={"activation": "enough"},
        t={"triggers": (bpmn.Trigger("terminate"),)},
    )
    game = Player(process, language=enough(1))
    assert game.waiting == {"a", "b", "c"}
    game.complete("b")
    assert game.waiting == {"d"}, "the other branches are withdrawn"


def test_two_of_three_branches_cancel_the_third() -> None:
    """Cancelling partial join (32)."""
    process = model(
        "s:start p:subprocess s2:start@p f:parallel@p a:user@p b:user@p c:user@p j:complex@p t:end@p d:user e:end",
        "s>p p>d d>e s2>f f>a f>b f>c a>j b>j c>j j>t",
        j={"activation": "enough"},
        t={"triggers": (bpmn.Trigger("terminate"),)},
    )
    game = Player(process, language=enough(2))
    game.complete("b")
    assert game.waiting == {"a", "c"}
    game.complete("a")
    assert game.waiting == {"d"}


def test_a_join_keeps_tokens_that_come_more_than_once() -> None:
    """Generalized AND-join (33): one token of each way at a time, the others are kept for the next."""
    process = model(
        f"{TWICE} c:user k:exclusive j:parallel d:user",
        "s>f f>a f>again f>b f>c a>m again>m m>j b>k c>k k>j j>d",
    )
    game = Player(process)
    game.complete("a")
    game.complete("again")
    assert "d" not in game.waiting
    game.complete("b")
    assert "d" in game.waiting
    game.complete("d")
    assert "d" not in game.waiting
    game.complete("c")
    assert "d" in game.waiting, "the second round meets the token that was kept"


def test_only_one_critical_section_is_open_at_a_time() -> None:
    """Critical section (39): parts of several steps each, one to its end before another begins."""
    process = model(
        "s:start h:subprocess x:subprocess@h xs:start@x a:user@x b:user@x y:subprocess@h ys:start@y c:user@y "
        "d:user e:end",
        "s>h h>d d>e xs>a a>b ys>c",
        h={"mode": "adhoc", "adhoc": bpmn.AdHoc(sequential=True)},
    )
    game = Player(process)
    assert game.waiting == {"a"}
    game.complete("a")
    assert game.waiting == {"b"}
    around = next(key for key, node in game.state.tokens.items() if node == "h")
    with pytest.raises(bpmn.Refused, match="one thing at a time"):
        game.send(bpmn.Chosen(around, "y"))
    game.complete("b")
    assert game.waiting == {"c"}
    game.complete("c")
    assert game.waiting == {"d"}
