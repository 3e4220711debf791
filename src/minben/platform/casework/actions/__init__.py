"""Every write of casework: one transaction, one journal entry each. Grouped by who acts."""

from minben.platform.casework.actions.applicant import (
    accept_offer,
    answer_correction,
    complain,
    opt_in,
    opt_out,
    rate,
    read_notices,
    send_message,
    upload,
    withdraw,
)
from minben.platform.casework.actions.counter import receive_at_counter
from minben.platform.casework.actions.drafting import (
    attach,
    discard,
    dispute,
    grant,
    save,
    start_draft,
    submit,
)
from minben.platform.casework.actions.handling import (
    accept,
    claim,
    decide,
    extend,
    release,
    reply_message,
    reply_to_complaint,
    request_correction,
    resume_clock,
    stop_clock,
)
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.casework.actions.standing import deem_accepted, default_rating, fire, offer

__all__ = [
    "Refusal",
    "accept",
    "accept_offer",
    "answer_correction",
    "attach",
    "claim",
    "complain",
    "decide",
    "deem_accepted",
    "default_rating",
    "discard",
    "dispute",
    "extend",
    "fire",
    "grant",
    "offer",
    "opt_in",
    "opt_out",
    "rate",
    "read_notices",
    "receive_at_counter",
    "release",
    "reply_message",
    "reply_to_complaint",
    "request_correction",
    "resume_clock",
    "save",
    "send_message",
    "start_draft",
    "stop_clock",
    "submit",
    "upload",
    "withdraw",
]
