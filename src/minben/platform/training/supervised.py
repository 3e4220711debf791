"""The supervised side of the invented past: each working morning the watch looks, and people answer what it found.

Cards fall by the rules of the place through the same act as today; units answer, some appeal, a leader urges, bad
ratings are mended, complaints replied, and every quarter the inspector draws a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from minben.kernel import worktime
from minben.platform.casework.actions import Refusal, deem_accepted, reply_to_complaint
from minben.platform.casework.models import CaseItem, Complaint, Timer
from minben.platform.identity.models import Post
from minben.platform.identity.queries import inspectors
from minben.platform.journal.actor import Actor, system
from minben.platform.supervision import actions, queries
from minben.platform.supervision.models import Card, FollowUp, Inspection
from minben.platform.supervision.tasks import watch
from minben.platform.training.history import SPAN, Past, Step

WHY = (
    ("兩位同事請病假，積壓未能及時轉辦。", "已指定替補人員，積壓當日轉辦。"),
    ("現場檢查排期過滿，延後了兩日。", "增加每週二、四兩個檢查時段。"),
    ("系統通知未被留意。", "每日上班先看時限，科長複核。"),
    ("對材料理解不一，內部會商時間過長。", "統一了審查口徑並寫入工作手冊。"),
)
UNJUST = "當日停電，全樓系統不可用，申請解除。"
DAYS_A_QUARTER = 65


def begin(past: Past) -> tuple[datetime, Step]:
    """The first morning."""
    return past.office_hour(past.end - SPAN), _morning(past, past.end - SPAN, 0)


def _morning(past: Past, yesterday: datetime, day: int) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        _deem(past, moment)
        yield from _look(past, moment)
        yield moment.replace(hour=16), lambda later: _look(past, later)
        for row in Complaint.objects.filter(made_at__gt=yesterday, made_at__lte=moment):
            yield past.later(moment, 1 + 5 * past.dice.random()), _reply(past, row.number)
        if day % DAYS_A_QUARTER == DAYS_A_QUARTER - 1:
            _draw(past, moment)
        yield _next(past, moment), _morning(past, moment, day + 1)

    return step


def _look(past: Past, moment: datetime) -> Iterator[tuple[datetime, Step]]:
    watch(moment)
    yield from _cards(past, moment)
    for row in FollowUp.objects.filter(opened_at=moment):
        yield past.later(moment, past.dice.random()), _contact(past, row.pk)
        yield past.later(moment, 1 + 3.5 * past.dice.random()), _mend(past, row.pk)


def _next(past: Past, moment: datetime) -> datetime:
    zone = ZoneInfo(past.place.calendar.zone)
    tomorrow = worktime.add_workdays(past.place.calendar, moment.astimezone(zone).date(), 1)
    return datetime.combine(tomorrow, time(9, 0), zone)


def _deem(past: Past, moment: datetime) -> None:
    """What the worker does by itself when an office stays silent."""
    for timer in Timer.objects.filter(kind="deem_accepted", done_at=None, due_at__lt=moment):
        deem_accepted(system(past.tenant), timer.pk, key=f"timer-{timer.pk}", at=timer.due_at)


def _somebody(past: Past, role: str, unit: str = "") -> Actor:
    posts = [post for post in Post.objects.order_by("code") if role in post.roles and unit in ("", post.unit)]
    post = posts[int(past.dice.integers(0, len(posts)))] if unit == "" else posts[0]
    return Actor(past.tenant, post.account, "", "", tuple(post.roles), (post.unit,))


# --- cards ---


def _cards(past: Past, moment: datetime) -> Iterator[tuple[datetime, Step]]:
    for card in Card.objects.filter(issued_at=moment).select_related("case"):
        if card.colour == "red" and past.dice.random() < 0.5:
            yield past.later(moment, 0.3), _urge(past, card.number)
        if past.dice.random() < 0.15:
            yield past.later(moment, 1), _appeal(past, card.number)
        elif past.dice.random() < 0.95:
            yield past.later(moment, 0.3 + past.dice.random() * 1.5), _answer(past, card.number)


def _answer(past: Past, number: str) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        why, measure = WHY[int(past.dice.integers(0, len(WHY)))]
        actions.answer_card(
            past.officer(Card.objects.get(number=number).unit), number, why, measure, at=moment
        )
        yield from ()

    return step


def _appeal(past: Past, number: str) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        actions.appeal_card(past.officer(Card.objects.get(number=number).unit), number, UNJUST, at=moment)
        yield past.later(moment, 2), _judge(past, number)

    return step


def _judge(past: Past, number: str) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        inspector = _somebody(past, "inspector")
        if past.dice.random() < 0.5:
            actions.cancel_card(inspector, number, "經核實當日停電屬實，非承辦單位之過。", at=moment)
        else:
            actions.uphold_card(inspector, number, "停電僅一小時，不足以說明逾期。", at=moment)
        yield from ()

    return step


# --- urging ---


def _urge(past: Past, number: str) -> Step:
    """The leader of the service centre urges what is late and still open."""

    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        card = Card.objects.select_related("case").get(number=number)
        if not CaseItem.objects.filter(case=card.case, item=card.item, decided_at=None).exists():
            return
        leader = _somebody(past, "leader", "government-services")
        due = past.later(moment, 2)
        words = "請於期限前辦結並回報原因。"
        urging = actions.urge(leader, card.case.number, card.item, card.unit, words, due, at=moment)
        yield past.later(moment, 0.2), _sign(past, urging, card.unit, leader)

    return step


def _sign(past: Past, urging: str, unit: str, leader: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        actions.sign_urging(past.officer(unit), urging, at=moment)
        yield past.later(moment, 1), _report(past, urging, unit, leader)

    return step


def _report(past: Past, urging: str, unit: str, leader: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        actions.report_urging(past.officer(unit), urging, "已安排專人辦理，當日可辦結。", at=moment)
        if past.dice.random() < 0.8:
            yield past.later(moment, 1), _close(urging, leader)

    return step


def _close(urging: str, leader: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        actions.close_urging(leader, urging, "已閱，同意銷號。", at=moment)
        yield from ()

    return step


# --- ratings, complaints, samples ---


def _contact(past: Past, follow_up: int) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        officer = past.officer(FollowUp.objects.get(pk=follow_up).unit)
        actions.contact_rater(officer, follow_up, "您的評價我們看到了，想先向您了解情況。", at=moment)
        yield from ()

    return step


def _mend(past: Past, follow_up: int) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        officer = past.officer(FollowUp.objects.get(pk=follow_up).unit)
        words = "已改進：現場檢查前一天電話告知，進度每日更新。"
        actions.finish_follow_up(officer, follow_up, "mended", words, at=moment)
        yield from ()

    return step


def _reply(past: Past, number: str) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        inspector = _somebody(past, "inspector")
        reply_to_complaint(
            inspector, number, "經查，承辦單位未及時告知進度，已責成改正並向您致歉。", at=moment
        )
        yield from ()

    return step


def _draw(past: Past, moment: datetime) -> None:
    """Five cases of the last quarter, drawn with the inspectors; nearly all in order."""
    sample = queries.sample(f"{moment:%Y%m%d}", 5, inspectors(), moment - timedelta(days=90), moment)
    try:
        number = actions.draw_sample(_somebody(past, "inspector"), sample, at=moment)
    except Refusal:  # nothing was closed in that quarter
        return
    for case, account in Inspection.objects.get(number=number).found["inspectors"].items():
        inspector = Actor(past.tenant, account, "", "", ("inspector",), ())
        good = past.dice.random() < 0.8
        words = "" if good else "補正通知未寫明依據條款。"
        actions.note_finding(inspector, number, case, "in_order" if good else "remark", words, at=moment)
