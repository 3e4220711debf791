"""The signs of BPMN as paths around a point (BPMN 2.0.2, chapter 10 and annex B). Serves `draw`."""

from __future__ import annotations

from .model import Node

TRIGGERS = {
    "timer": "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1-7 0M0-5V0L4 2",
    "message": "M-7-5H7V5H-7V-5L0 1L7-5z",
    "signal": "M0-7L7 5H-7z",
    "conditional": "M-5-6H5V6H-5zM-3-3H3M-3 0H3M-3 3H3",
    "error": "M-6 6L-2-5L2 2L6-6L2 6L-2-1z",
    "escalation": "M0-7L5 6L0 1L-5 6z",
    "compensation": "M0-5V5L-7 0zM7-5V5L0 0z",
    "cancel": "M-5-5L5 5M5-5L-5 5",
    "terminate": "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1-6 0z",
    "link": "M-7-3H1V-6L7 0L1 6V3H-7z",
    "multiple": "M0-7L7-2L4 6H-4L-7-2z",
}
SIGNS = {
    "exclusive": "M-7-7L7 7M7-7L-7 7",
    "parallel": "M-9 0H9M0-9V9",
    "inclusive": "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1-9 0",
    "event_based": "M-10 0A10 10 0 1 1 10 0A10 10 0 1 1-10 0M0-6L6-1L4 5H-4L-6-1z",
    "complex": "M-10 0H10M0-10V10M-7-7L7 7M7-7L-7 7",
}
ICONS = {
    "user": "M5 5.2a2.6 2.6 0 1 0-.01 0zM0 12c0-4 2.3-5.6 5-5.6s5 1.6 5 5.6z",
    "manual": "M0 9V5L5 1H11M4 4H11M4 6.5H11M4 9H10M0 9L3 11.5H9",
    "service": "M5 0v12M0 6h10M1.4 1.8l7.2 8.4M8.6 1.8l-7.2 8.4",
    "rule": "M0 1h11v10H0zM0 4.3h11M0 7.6h11M4 1v10",
    "script": "M1 1h9v10H1zM3 4h5M3 6.2h5M3 8.4h3",
    "send": "M0 1H12V10H0zM0 1L6 6L12 1",
    "receive": "M0 1H12V10H0zM0 1L6 6L12 1",
    "call": "M0 1H11V11H0zM3 4H8V8H3z",
}


def markers(node: Node, closed: bool) -> list[str]:
    """The signs at an activity's lower edge, in the standard's order."""
    found: list[str] = []
    if node.loop:
        found.append(
            {"standard": "M3 5A6 6 0 1 1 5 2M3 5L7 6M3 5L4 1", "parallel": "M-4-6V5M0-6V5M4-6V5"}.get(
                node.loop.kind, "M-6-5H6M-6-1H6M-6 3H6"
            )
        )
    if node.for_undo:
        found.append("M0-5V5L-6 0zM6-5V5L0 0z")
    if node.mode == "adhoc":
        found.append("M-7 1C-4-4-2-4 0-1S4 2 7-3")
    if closed:
        found.append("M-7-7H7V7H-7zM-4 0H4M0-4V4")
    return found
