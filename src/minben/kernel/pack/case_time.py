"""The clocks of a worked case: what offices and applicants do with them, played by the kernel's own table of effects.

Serves `cases`: a lawyer writes who did what and when, and which dates must come out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from minben.kernel.pack.model import Item, Place, Service
from minben.kernel.pack.terms import EXTENSION, JOINT_EXTENSION, terms
from minben.kernel.worktime import Act, Clock, Clocks, Limit, Terms, apply, lapse, running

EFFECT: Mapping[str, str] = {
    "correct": "request_correction",
    "answer": "answer_correction",
    "accept": "accept",
    "accept_tolerant": "accept_tolerant",
    "supplement": "supplement",
    "stop": "stop",
    "suspend": "suspend",
    "resume": "resume",
    "extend": "extend",
    "transfer": "transfer",
    "granted": "grant",
    "denied": "deny",
    "withdraw": "withdraw",
    "issue": "issue",
    "deliver": "deliver",
    "deliver_refusal": "deliver_refusal",
    "refuse": "refuse",
    "terminate": "terminate",
    "appeal": "appeal",
    "review_decided": "review_decided",
    "sue": "sue",
    "deem_accepted": "accept",
    "deem_granted": "grant",
    "hand_up": "begin_step",
    "consult": "consult",
    "opinion": "answer_consultation",
    "complain": "complain",
    "reply": "reply",
    "extend_joint": "extend_joint",
}
"""What a case file calls an act -> its effect on the clocks."""
PART = {"hand_up": "approve", "review_decided": "review"}
DEEMED = {"deem_accepted": ("acceptance", "accepted"), "deem_granted": ("statutory", "granted")}


@dataclass(frozen=True)
class Done:
    """One act of a case file on one item."""

    act: str
    at: datetime
    kind: str = ""
    days: int = 0
    to: str = ""
    reason: str = ""


def _part(done: Done) -> str:
    """Which step, or whose opinion."""
    if done.act in ("consult", "opinion"):
        return done.to
    return PART.get(done.act, "")


class CaseTime:
    """All clocks of one worked case."""

    def __init__(self, place: Place, service: Service) -> None:
        self.place, self.service = place, service
        self.clocks: Clocks = ()

    def receive(self, item: Item, at: datetime) -> None:
        """The item came to its office."""
        if not any(clock.subject == item.id for clock in self.clocks):
            self._apply(Act("receive", at, item.id, self._terms(item)))

    def do(self, item: Item, done: Done) -> None:
        """Apply an act; ValueError when the law does not allow it."""
        since = self._deemed(item, done) if done.act in DEEMED else None
        joint = item.joint_authorities or done.act == "extend_joint"
        self._apply(
            Act(
                EFFECT[done.act],
                done.at,
                item.id,
                self._terms(item),
                since=since if done.act == "deem_accepted" else None,
                procedure=done.kind or ("suspension" if done.act == "suspend" else ""),
                reason=done.reason or done.kind or done.act,
                longer=Limit(done.days, "workday") if done.days else None,
                at_most=JOINT_EXTENSION if joint else EXTENSION,
                holder=done.to,
                part=_part(done),
            )
        )

    def last_day(self, item: str, scope: str) -> str:
        """The local day on which the item's latest clock of that scope ends; "stopped" while it stands still."""
        own = [clock for clock in self.clocks if clock.subject == item and clock.scope == scope]
        return self._day(own[-1]) if own else "not accepted"

    def open_days(self, item: str) -> dict[str, str]:
        """Scope -> last day, of the item's running clocks."""
        return {clock.scope: self._day(clock) for clock in running(self.clocks, item)}

    def holders(self, item: str) -> dict[str, str]:
        """Scope -> who holds it, of the item's running clocks."""
        return {clock.scope: clock.holder for clock in running(self.clocks, item)}

    def _day(self, clock: Clock) -> str:
        found = clock.due(self.place.calendar).at
        return found.astimezone(ZoneInfo(self.place.calendar.zone)).date().isoformat() if found else "stopped"

    def _terms(self, item: Item) -> Mapping[str, Terms]:
        return terms(self.place, self.service, item)

    def _apply(self, act: Act) -> None:
        self.clocks = apply(self.clocks, act)

    def _deemed(self, item: Item, done: Done) -> datetime:
        """From when: silence must have lasted past the clock, and a grant by silence needs its law."""
        scope, wanted = DEEMED[done.act]
        own = running(self.clocks, item.id, scope)
        tacit = f"{item.tacit_approval.id} {item.tacit_approval.article}" if item.tacit_approval else ""
        if not own or lapse(own[0], done.at, self.place.calendar, tacit) != wanted:
            raise ValueError(f"Silence has not {wanted} {item.id} by {done.at:%Y-%m-%d %H:%M}.")
        return own[0].started
