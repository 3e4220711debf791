"""Working days, statutory limits, clocks that stop, and every date explained."""

from minben.kernel.worktime.batch import due_many
from minben.kernel.worktime.clocks import (
    APPLICANT,
    EFFECTS,
    SPECIAL,
    Act,
    Clock,
    Clocks,
    Effect,
    NotAllowed,
    Terms,
    apply,
    lapse,
    running,
)
from minben.kernel.worktime.count import add_workdays, is_workday, workdays_between
from minben.kernel.worktime.due import due, due_at
from minben.kernel.worktime.exchange import (
    changed_days,
    corrected,
    parse_calendar,
    read_calendar_file,
    write_calendar,
)
from minben.kernel.worktime.longer import add_months
from minben.kernel.worktime.model import (
    Calendar,
    Counting,
    Due,
    Extension,
    Limit,
    OutsideCalendar,
    Standing,
    Step,
    Stop,
    Unit,
)
from minben.kernel.worktime.read import read_calendar
from minben.kernel.worktime.standing import NEAR, Light, share_used, standing
from minben.kernel.worktime.words import Sentence, cite, explain, replay

__all__ = [
    "APPLICANT",
    "EFFECTS",
    "NEAR",
    "SPECIAL",
    "Act",
    "Calendar",
    "Clock",
    "Clocks",
    "Counting",
    "Due",
    "Effect",
    "Extension",
    "Light",
    "Limit",
    "NotAllowed",
    "OutsideCalendar",
    "Sentence",
    "Standing",
    "Step",
    "Stop",
    "Terms",
    "Unit",
    "add_months",
    "add_workdays",
    "apply",
    "changed_days",
    "cite",
    "corrected",
    "due",
    "due_at",
    "due_many",
    "explain",
    "is_workday",
    "lapse",
    "parse_calendar",
    "read_calendar",
    "read_calendar_file",
    "replay",
    "running",
    "share_used",
    "standing",
    "workdays_between",
    "write_calendar",
]
