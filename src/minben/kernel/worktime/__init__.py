"""Working days, statutory limits, clocks that stop, and every date explained."""

from minben.kernel.worktime.count import add_workdays, is_workday, workdays_between
from minben.kernel.worktime.due import due, due_at
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

__all__ = [
    "NEAR",
    "Calendar",
    "Counting",
    "Due",
    "Extension",
    "Light",
    "Limit",
    "OutsideCalendar",
    "Standing",
    "Step",
    "Stop",
    "Unit",
    "add_workdays",
    "due",
    "due_at",
    "is_workday",
    "read_calendar",
    "share_used",
    "standing",
    "workdays_between",
]
