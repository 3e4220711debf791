"""The demo city asks its public about the drafts in its packs; with an invented past, some people have answered.

Serves visitors of the demo, who find a consultation open whenever they load it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from minben.platform.identity.models import Post
from minben.platform.journal.actor import Actor, system
from minben.platform.journal.queries import now
from minben.platform.openness.actions import consultations as actions
from minben.platform.openness.queries.consultations import consultation
from minben.platform.openness.queries.reforms import Change, changes
from minben.platform.training.history import Past, applicants

OPEN_FOR = timedelta(days=30)  # at least, from the day on which the demo is loaded
BEGAN = timedelta(days=12)  # before that day, when a past is invented
SHARES = {"yes": 0.6, "partly": 0.2, "no": 0.12, "unsure": 0.08}
WORDS = (
    ("等執照那兩天房租照付，能當場登記最好。", True),
    ("規則判錯了找誰？請寫明可以要求由人複核。", False),
    ("登記庫裡我的鋪面還寫著「住宅」，希望先能更正。", True),
    ("公司也應該可以，我們兩個股東的約定很簡單。", False),
    ("抽查的結果請公開。", False),
    ("這個辦事員就是想偷懶，他叫某某，住在某街。", False),
    ("年紀大的人不會用手機，窗口也要能當場登記。", True),
)
RUDE = 5  # the index of the words that are withheld
REVIEW = "不服規則的判定"


def open_drafts(tenant: str) -> None:
    """Ask about every draft in consultation that nobody was asked about yet."""
    for draft in _unasked():
        _open(system(tenant), draft, 0)


def _unasked() -> list[Change]:
    return [
        one for one in changes() if one.reform.status == "consultation" and not consultation(*one.address)
    ]


def _open(actor: Actor, draft: Change, days_ago: int) -> None:
    planned = draft.reform.consultation
    last = (now() + OPEN_FOR).date().isoformat()
    until = max(planned.until, last) if planned is not None else last
    actions.open_consultation(
        actor, *draft.address, until, draft.evidence(), at=now() - timedelta(days=days_ago)
    )


def play(past: Past) -> None:
    """An analyst opened the consultation some days ago; people answered; some words are published and answered."""
    for draft in _unasked():
        analyst = _analyst(past)
        _open(analyst, draft, BEGAN.days)
        numbers = list(_opinions(past, draft))
        _replies(past, draft, analyst, numbers)


def _analyst(past: Past) -> Actor:
    post = next(one for one in Post.objects.order_by("code") if "analyst" in one.roles)
    return Actor(past.tenant, post.account, "", "", tuple(post.roles), (post.unit,))


def _opinions(past: Past, draft: Change) -> Iterator[int]:
    """Twenty people; the first write words. Answers the numbers of theirs."""
    people = applicants(past, draft.service.id)[:20]
    for index, (person, name) in enumerate(people):
        evening = int(past.dice.integers(18, 22)), int(past.dice.integers(0, 60))
        day = (past.end - BEGAN + timedelta(days=1 + index // 3)).astimezone(
            ZoneInfo(past.place.calendar.zone)
        )
        moment = day.replace(hour=evening[0], minute=evening[1])
        text, named = WORDS[index] if index < len(WORDS) else ("", False)
        answers = {
            question: str(past.dice.choice(list(SHARES), p=list(SHARES.values())))
            for question in draft.reform.questions
        }
        given = actions.give_opinion(
            past.citizen(person, name), *draft.address, answers, text, named=named, at=moment
        )
        if text:
            yield given


def _replies(past: Past, draft: Change, analyst: Actor, numbers: list[int]) -> None:
    """The moderator's and the analyst's work; the last words still wait."""
    moment = past.office_hour(past.end - timedelta(days=4))
    for index, number in enumerate(numbers[:-1]):
        rude = index == RUDE
        reason = "指名道姓指責個人，且寫出住址。" if rude else ""
        actions.moderate_opinion(analyst, *draft.address, number, publish=not rude, reason=reason, at=moment)
    later = past.later(moment, 1)
    for chosen, verdict, text, topic in (
        ([1, 4], "adopted", "採納：判定書上寫明可以要求由人複核，抽查結果每季公開。", REVIEW),
        ([2], "partly", "登記庫的更正另有事項可辦；本稿補充：更正期間由人審查。", ""),
        ([3], "not_adopted", "股東之間的約定涉及他人權利，須由人審閱，暫不當場登記。", ""),
    ):
        if later < past.end and max(chosen) < len(numbers):
            wanted = [numbers[index] for index in chosen]
            actions.reply_to_opinions(analyst, *draft.address, wanted, verdict, text, topic, at=later)
