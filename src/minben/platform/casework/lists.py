"""How other systems count the same life: each state of an item in the codes of the published status lists.

Serves exchange and the archive. A list is a profile: its attribution and its codes differ between places.
"""

from __future__ import annotations

from minben.platform.casework.models import CaseItem, ItemStatus, ResultStatus

S, R = ItemStatus, ResultStatus

# Status or result -> code and name of the list.
LISTS: dict[str, dict[str, tuple[str, str]]] = {
    "construction": {
        S.RECEIVED: ("1", "已接件"), S.WITHDRAWN: ("2", "已撤件"), S.NOT_ACCEPTED: ("5", "不予受理"),
        S.CORRECTION: ("6", "补正开始"), S.ACCEPTED: ("8", "部门开始办理"), S.STOPPED: ("9", "特别程序开始"),
        S.SUSPENDED: ("9", "特别程序开始"), S.GRANTED: ("11", "办结(通过)"), "tolerant": ("12", "办结(容缺通过)"),
        S.DENIED: ("13", "办结(不通过)"), S.TERMINATED: ("13", "办结(不通过)"), R.RECALLED: ("14", "撤回"),
        R.REVOKED: ("15", "撤销"), R.CANCELLED: ("15", "撤销"),
    },
    "zhejiang": {
        S.RECEIVED: ("02", "收件"), S.CORRECTION: ("06", "补齐补正"), S.NOT_ACCEPTED: ("07", "不予受理"),
        S.ACCEPTED: ("12", "在办"), S.STOPPED: ("11", "挂起"), S.SUSPENDED: ("11", "挂起"), S.GRANTED: ("10", "办结"),
        "tolerant": ("10", "办结"), S.DENIED: ("10", "办结"), S.TERMINATED: ("10", "办结"), S.WITHDRAWN: ("13", "退件"),
        R.RECALLED: ("10", "办结"), R.REVOKED: ("10", "办结"), R.CANCELLED: ("10", "办结"),
    },
}  # fmt: skip


def listed(profile: str, caseitem: CaseItem) -> tuple[str, str]:
    """(code, name) of the item in a published list."""
    names = LISTS[profile]
    if caseitem.result in (R.RECALLED, R.REVOKED, R.CANCELLED):
        return names[caseitem.result]
    if caseitem.status == S.GRANTED and caseitem.tolerant:
        return names["tolerant"]
    return names[caseitem.status]


def stated(profile: str) -> list[tuple[str, str, str]]:
    """(state here, code, name) for every state in which an item can be, in the order of its life."""
    items = [CaseItem(status=status) for status in ItemStatus]
    items += [CaseItem(status=S.GRANTED, tolerant=True)]
    items += [CaseItem(status=S.GRANTED, result=result) for result in (R.RECALLED, R.REVOKED, R.CANCELLED)]
    return [(state(item), *listed(profile, item)) for item in items]


def state(caseitem: CaseItem) -> str:
    """The item's state in one word: its result's end, its tolerant grant, or its status."""
    if caseitem.result in (R.RECALLED, R.REVOKED, R.CANCELLED):
        return str(caseitem.result)
    tolerant = caseitem.status == S.GRANTED and caseitem.tolerant
    return "granted_tolerant" if tolerant else str(caseitem.status)
