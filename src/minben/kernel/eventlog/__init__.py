"""What happened: one columnar event log, read from and written to XES, CSV and others."""

from minben.kernel.eventlog.model import MISSING, NO_TIME, Column, Event, EventLog, from_events

__all__ = ["MISSING", "NO_TIME", "Column", "Event", "EventLog", "from_events"]
