"""Several clocks in one case: what each act does to each of them, and what silence means."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.worktime import (
    EFFECTS,
    SPECIAL,
    Act,
    Clock,
    Clocks,
    Counting,
    Limit,
    NotAllowed,
    Terms,
    apply,
    lapse,
    read_calendar,
    running,
)

CALENDAR = read_calendar(Path(__file__).parents[3] / "places" / "lanting" / "calendar.yaml")
OFFICE = Counting(cutoff=time(17))
LICENCE = {
    "acceptance": Terms(Limit(5, "workday"), "office", OFFICE),
    "correction": Terms(Limit(10, "workday")),
    "promise": Terms(Limit(5, "workday"), "office", OFFICE),
    "statutory": Terms(Limit(20, "workday"), "office", OFFICE),
    "joint": Terms(Limit(45, "workday"), "lead", OFFICE),
    "supplement": Terms(Limit(10, "workday")),
    "delivery": Terms(Limit(10, "workday"), "office", OFFICE),
    "reconsideration": Terms(Limit(60, "day")),
    "litigation": Terms(Limit(6, "month")),
    "litigation.review": Terms(Limit(15, "day")),
    "rating": Terms(Limit(7, "day")),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def do(clocks: Clocks, effect: str, moment: str, subject: str = "permit", **more: object) -> Clocks:
    return apply(clocks, Act(effect, at(moment), subject, LICENCE, **more))  # type: ignore[arg-type]


def dates(clocks: Clocks) -> dict[str, str]:
    """Scope -> last day of the clocks that run."""
    found = {clock.scope: clock.due(CALENDAR).at for clock in running(clocks)}
    return {scope: f"{moment:%m-%d}" if moment else "stopped" for scope, moment in found.items()}


def accepted() -> Clocks:
    return do(do((), "receive", "03-02T10:00"), "accept", "03-03T14:00")


def test_correction_ends_the_offices_clock_and_starts_the_applicants() -> None:
    received = do((), "receive", "03-02T10:00")
    assert dates(received) == {"acceptance": "03-09"}
    asked = do(received, "request_correction", "03-04T10:00")
    assert dates(asked) == {"correction": "03-18"}
    assert running(asked)[0].holder == "applicant"
    answered = do(asked, "answer_correction", "03-10T10:00")
    assert dates(answered) == {"acceptance": "03-17"}


@pytest.mark.demonstrates("R86")
def test_acceptance_starts_promise_and_statute_and_one_joint_clock() -> None:
    first = accepted()
    assert dates(first) == {"promise": "03-10", "statutory": "03-31", "joint": "05-09"}
    second = do(first, "accept", "03-05T10:00", subject="sign")
    assert len(running(second, scope="joint")) == 1
    assert len(running(second, scope="promise")) == 2
    assert running(second, "")[0].scope == "joint"


def test_deemed_acceptance_counts_from_the_receipt() -> None:
    deemed = do(do((), "receive", "03-02T10:00"), "accept", "03-10T00:05", since=at("03-02T10:00"))
    assert dates(deemed)["promise"] == "03-09"


def test_tolerance_accepts_now_and_gives_the_applicant_a_clock() -> None:
    tolerant = do(do((), "receive", "03-02T10:00"), "accept_tolerant", "03-03T14:00")
    assert dates(tolerant) == {
        "promise": "03-10",
        "statutory": "03-31",
        "joint": "05-09",
        "supplement": "03-17",
    }
    supplied = do(tolerant, "supplement", "03-06T10:00")
    assert "supplement" not in dates(supplied)
    assert dates(supplied)["promise"] == "03-10", "the office's clock never stood still"


def test_a_special_procedure_stops_the_items_clocks_and_no_others() -> None:
    both = do(accepted(), "accept", "03-03T14:00", subject="sign")
    stopped = do(both, "stop", "03-04T09:00", procedure="hearing", reason="asked for by the neighbours")
    own = {clock.scope: clock for clock in running(stopped, "permit")}
    assert own["promise"].stopped
    assert own["statutory"].stopped
    assert own["promise"].stops[0].basis == "administrative-licensing-law 45"
    assert not any(clock.stopped for clock in running(stopped, "sign"))
    with pytest.raises(NotAllowed, match="already"):
        do(stopped, "stop", "03-05T09:00", procedure="hearing", reason="again")
    resumed = do(stopped, "resume", "03-09T09:00")
    assert dates(tuple(clock for clock in resumed if clock.subject == "permit"))["promise"] == "03-13"
    with pytest.raises(NotAllowed, match="not_stopped"):
        do(resumed, "resume", "03-10T09:00")


@pytest.mark.parametrize(
    ("effect", "more", "key"),
    [
        ("stop", {"procedure": "lunch", "reason": "x"}, "stop.unknown_kind"),
        ("stop", {"procedure": "hearing"}, "stop.reason_missing"),
        ("extend", {"longer": Limit(11, "workday"), "at_most": 10, "reason": "x"}, "extend.bounds"),
        ("extend", {"longer": Limit(5, "workday"), "at_most": 10}, "extend.bounds"),
        ("transfer", {}, "transfer.to_whom"),
    ],
)
def test_what_the_law_does_not_allow(effect: str, more: dict, key: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        do(accepted(), effect, "03-04T09:00", **more)
    assert refused.value.key == key


def test_nothing_runs_nothing_stops() -> None:
    with pytest.raises(NotAllowed, match="nothing_runs"):
        do((), "stop", "03-04T09:00", procedure="hearing", reason="x")
    with pytest.raises(NotAllowed, match="nothing_runs"):
        do((), "extend", "03-04T09:00", longer=Limit(5, "workday"), reason="x")


def test_an_extension_is_granted_once_and_the_joint_one_separately() -> None:
    longer = {"longer": Limit(10, "workday"), "at_most": 10, "reason": "complex"}
    extended = do(accepted(), "extend", "03-04T09:00", **longer)
    assert dates(extended) == {"promise": "03-24", "statutory": "04-15", "joint": "05-09"}
    with pytest.raises(NotAllowed, match="only_once"):
        do(extended, "extend", "03-05T09:00", **longer)
    joint = do(extended, "extend_joint", "03-05T09:00", longer=Limit(15, "workday"), at_most=15, reason="x")
    assert dates(joint)["joint"] == "05-29"
    assert dates(joint)["promise"] == "03-24"


def test_a_transfer_moves_the_offices_clocks_and_not_the_applicants() -> None:
    tolerant = do(do((), "receive", "03-02T10:00"), "accept_tolerant", "03-03T14:00")
    moved = {
        clock.scope: clock.holder
        for clock in running(do(tolerant, "transfer", "03-04T09:00", holder="other"))
    }
    assert moved["promise"] == moved["statutory"] == "other"
    assert moved["supplement"] == "applicant"
    assert moved["joint"] == "lead"


def test_a_decision_ends_handling_and_starts_what_follows() -> None:
    granted = do(accepted(), "grant", "03-06T10:00")
    assert dates(granted) == {"joint": "05-09", "delivery": "03-20"}
    delivered = do(granted, "deliver", "03-09T10:00")
    assert dates(delivered) == {"joint": "05-09", "rating": "03-16"}
    denied = do(accepted(), "deny", "03-06T10:00")
    assert dates(denied) == {"joint": "05-09", "delivery": "03-20"}, "nobody has it in their hands yet"
    told = do(denied, "deliver_refusal", "03-06T10:00")
    assert dates(told) == {
        "joint": "05-09",
        "rating": "03-13",
        "reconsideration": "05-06",  # sixty days end on 5 May, a day of rest
        "litigation": "09-07",  # six months end on Sunday 6 September
    }
    later = do(denied, "deliver_refusal", "03-11T15:00")
    assert dates(later)["reconsideration"] == "05-11"  # 10 May is a Sunday
    reviewed = do(do(told, "appeal", "03-20T10:00"), "review_decided", "05-20T09:00", part="review")
    assert dates(reviewed) == {"joint": "05-09", "rating": "03-13", "litigation.review": "06-04"}
    assert "litigation.review" not in dates(do(reviewed, "sue", "05-28T10:00"))


def test_silence_accepts_but_grants_only_where_a_law_says_so() -> None:
    received, handled = do((), "receive", "03-02T10:00"), accepted()
    notice, statute = received[0], running(handled, scope="statutory")[0]
    assert lapse(notice, at("03-09T23:00"), CALENDAR) == "running"
    assert lapse(notice, at("03-10T00:00"), CALENDAR) == "accepted"
    assert lapse(statute, at("06-10T00:00"), CALENDAR) == "overdue"
    assert lapse(statute, at("06-10T00:00"), CALENDAR, "administrative-licensing-law 50") == "granted"
    assert lapse(running(handled, scope="promise")[0], at("06-10T00:00"), CALENDAR, "a law") == "overdue"
    stopped = do(handled, "stop", "03-04T09:00", procedure="testing", reason="samples")
    assert lapse(running(stopped, scope="statutory")[0], at("06-10T00:00"), CALENDAR) == "running"
    assert lapse(handled[0], at("06-10T00:00"), CALENDAR) == "ended"


def test_withdrawing_leaves_no_clock_of_the_item() -> None:
    assert running(do(accepted(), "withdraw", "03-04T10:00"), "permit") == ()


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(EFFECTS)), st.integers(0, 4000), st.sampled_from(["permit", "sign"])),
    max_size=12,
)


@given(STEPS)
def test_whatever_happens_the_value_stays_sound(steps: list[tuple[str, int, str]]) -> None:
    clocks: Clocks = ()
    moment = at("03-02T10:00")
    for effect, minutes, subject in steps:
        moment = datetime.fromtimestamp(moment.timestamp() + minutes * 60, moment.tzinfo)
        act = Act(
            effect,
            moment,
            subject,
            LICENCE,
            procedure=SPECIAL[0],
            reason="x",
            longer=Limit(5, "workday"),
            holder="new",
        )
        try:
            after = apply(clocks, act)
        except NotAllowed:
            continue
        assert [(clock.scope, clock.started) for clock in after[: len(clocks)]] == [
            (clock.scope, clock.started) for clock in clocks
        ], "no clock disappears or begins anew"
        for before, later in zip(clocks, after, strict=False):
            if before.ended is not None or before.subject not in (subject, ""):
                assert later == before, "ended clocks and those of other items are never touched"
        clocks = after
        assert all(isinstance(clock, Clock) and len(clock.extensions) <= 1 for clock in clocks)
        assert all(sum(stop.end is None for stop in clock.stops) <= 1 for clock in clocks)


def test_steps_follow_one_another_and_only_the_answered_complaint_ends() -> None:
    day = Terms(Limit(1, "workday"), "office", OFFICE)
    stated = {**LICENCE, "step.accept": day, "step.review": day, "step.approve": day, "complaint": day}

    def do(clocks: Clocks, effect: str, moment: str, **more: str) -> Clocks:
        return apply(clocks, Act(effect, at(moment), "x", stated, **more))

    def open_(clocks: Clocks, kind: str) -> list[str]:
        return [clock.part for clock in running(clocks, "x", kind)]

    clocks = do((), "receive", "03-02T10:00")
    assert open_(clocks, "step") == ["accept"]
    clocks = do(clocks, "accept", "03-02T11:00")
    assert open_(clocks, "step") == ["review"]
    clocks = do(clocks, "begin_step", "03-03T11:00", part="approve")
    assert open_(clocks, "step") == ["approve"]
    assert [clock.ended for clock in clocks if clock.scope == "step.review"] == [at("03-03T11:00")]
    for part, holder in (("1", "inspector"), ("2", "")):
        clocks = do(clocks, "complain", "03-03T12:00", part=part, holder=holder)
    assert [clock.holder for clock in running(clocks, "x", "complaint")] == ["inspector", "office"]
    assert open_(do(clocks, "reply", "03-04T09:00", part="1"), "complaint") == ["2"]
    assert open_(do(clocks, "reply", "03-04T09:00"), "complaint") == []
    assert open_(do(clocks, "grant", "03-04T09:00"), "step") == []
    assert open_(do(clocks, "grant", "03-04T09:00"), "complaint") == ["1", "2"], (
        "a decision answers no complaint"
    )
