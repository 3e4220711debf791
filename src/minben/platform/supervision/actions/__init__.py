"""Every write of supervision: one transaction, one journal entry each. Grouped by what they move."""

from minben.platform.supervision.actions.cards import (
    answer_card,
    appeal_card,
    cancel_card,
    issue_card,
    recount_card,
    remind,
    uphold_card,
)
from minben.platform.supervision.actions.follow_ups import (
    contact_rater,
    exclude_rating,
    finish_follow_up,
    open_follow_up,
)
from minben.platform.supervision.actions.inspections import check_ledger, draw_sample, note_finding
from minben.platform.supervision.actions.urgings import (
    allow_delay,
    ask_delay,
    close_urging,
    recount_urging,
    report_urging,
    return_urging,
    sign_urging,
    urge,
)

__all__ = [
    "allow_delay",
    "answer_card",
    "appeal_card",
    "ask_delay",
    "cancel_card",
    "check_ledger",
    "close_urging",
    "contact_rater",
    "draw_sample",
    "exclude_rating",
    "finish_follow_up",
    "issue_card",
    "note_finding",
    "open_follow_up",
    "recount_card",
    "recount_urging",
    "remind",
    "report_urging",
    "return_urging",
    "sign_urging",
    "uphold_card",
    "urge",
]
