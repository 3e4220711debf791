"""What the checker of decisions says, in the reader's words: where, what, what to do. Serves the pages of decisions.

The kernel speaks English, for terminals and files; its sentences have fixed shapes, and a test feeds each shape
through here. A sentence of another shape is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from minben.kernel.finding import Finding

Shapes = Iterable[tuple[str, Callable[[], str]]]

PLACES: Shapes = (
    (
        r"(?P<decision>.+), row (?P<row>\d+), column '(?P<column>.+)'",
        lambda: _("%(decision)s, row %(row)s, column “%(column)s”"),
    ),
    (
        r"(?P<decision>.+), row (?P<row>\d+), output '(?P<column>.+)'",
        lambda: _("%(decision)s, row %(row)s, result “%(column)s”"),
    ),
    (
        r"(?P<decision>.+), rows (?P<row>\d+) and (?P<other>\d+)",
        lambda: _("%(decision)s, rows %(row)s and %(other)s"),
    ),
    (r"(?P<decision>.+), row (?P<row>\d+)", lambda: _("%(decision)s, row %(row)s")),
    (r"(?P<decision>.+), (?:input|column) '(?P<column>.+)'", lambda: _("%(decision)s, column “%(column)s”")),
    (r"(?P<decision>.+), output '(?P<column>.+)'", lambda: _("%(decision)s, result “%(column)s”")),
    (r"(?P<decision>.+), allowed values", lambda: _("%(decision)s, allowed values")),
)

MESSAGES: Shapes = (
    (
        r"Both rows match when (?P<case>.+), but the hit policy is UNIQUE\.",
        lambda: _("Both rows match when %(case)s, but only one may."),
    ),
    (r"No row matches when (?P<case>.+)\.", lambda: _("No row matches when %(case)s.")),
    (r"No value meets this cell\.", lambda: _("No value meets this cell.")),
    (
        r"No case reaches this row: .+",
        lambda: _("No case reaches this row: the rows that come before it take them all."),
    ),
    (
        r"(?P<value>.+) is no value of the column's type \((?P<type>.+)\)\.",
        lambda: _("%(value)s is no value of this column, which holds %(type)s."),
    ),
    (r"(?P<why>.+) In the cell: (?P<text>.*)", lambda: _("The cell “%(text)s” cannot be read: %(why)s")),
    (r"(?P<why>.+) In: (?P<text>.*)", lambda: _("“%(text)s” cannot be read: %(why)s")),
    (
        r"'(?P<name>.+)' is used but not required\.",
        lambda: _("“%(name)s” is used, but the decision does not say that it needs it."),
    ),
    (r"There is no '(?P<name>.+)' here\.", lambda: _("There is no “%(name)s” here.")),
    (r"There is no type '(?P<name>.+)'\.", lambda: _("There is no type “%(name)s”.")),
    (
        r"Expected (?P<wanted>.+), found (?P<found>.+)\.",
        lambda: _("Expected was %(wanted)s, found was %(found)s."),
    ),
    (r"This decision needs itself\.", lambda: _("This decision needs itself.")),
)

ADVICE: Shapes = (
    (
        r"Separate the rows, or choose another hit policy\.",
        lambda: _("Separate the rows, or let several rows match."),
    ),
    (r"Correct the cell, or remove the row\.", lambda: _("Correct the cell, or remove the row.")),
    (r"Remove the row, or move it forward\.", lambda: _("Remove the row, or move it forward.")),
    (r"Add a row or a default result\.", lambda: _("Add a row or a default result.")),
    (
        r"If (?P<column>.+) is always a whole number this is no gap; else .+",
        lambda: _("If %(column)s is always a whole number this is no gap; else write the ends as < and >=."),
    ),
    (r"Correct the cell or the column's type\.", lambda: _("Correct the cell or the type of its column.")),
    (
        r"Remove one of the requirements in the circle\.",
        lambda: _("Remove one of the requirements in the circle."),
    ),
    (
        r"Correct the case if the law says so, else the service\.",
        lambda: _("Correct the worked case if the law says so, else the service."),
    ),
    (r"Draw the information requirement\.", lambda: _("Draw the information requirement.")),
    (r"Did you mean (?P<name>.+)\?", lambda: _("Did you mean %(name)s?")),
)

NOTES: Shapes = (
    (r"Something that is no function was called\.", lambda: _("Something that is no function was called.")),
    (r"(?P<name>.+)\(…\) gave null\.", lambda: _("%(name)s(…) gave no value.")),
    (r"There is no '(?P<name>.+)' here\.", lambda: _("There is no “%(name)s” here.")),
    (r"'(?P<name>.+)' does not exist\.", lambda: _("“%(name)s” does not exist.")),
    (r"'(?P<name>.+)' requires itself\.", lambda: _("“%(name)s” needs itself.")),
    (r"Logic that cannot be read was asked for\.", lambda: _("A rule was asked for that cannot be read.")),
    (
        r"The fact '(?P<name>.+)' is not of the type (?P<type>.+)\.",
        lambda: _("The fact “%(name)s” is not of the type %(type)s."),
    ),
    (
        r"(?P<decision>.+): the value of '(?P<column>.+)' is not among its allowed values\.",
        lambda: _("%(decision)s: the value of “%(column)s” is not among those allowed."),
    ),
    (
        r"(?P<decision>.+): rows (?P<rows>.+) match together, but the hit policy is UNIQUE\.",
        lambda: _("%(decision)s: rows %(rows)s match together, but only one may."),
    ),
    (
        r"(?P<decision>.+): rows (?P<rows>.+) match together with different results, but .+",
        lambda: _("%(decision)s: rows %(rows)s match together with different results."),
    ),
)


def note(text: str) -> str:
    """Why an evaluation gave no value."""
    return _said(NOTES, text)


def remark(finding: Finding) -> tuple[str, str, str]:
    """Where, what, what to do; the line of the file is said where it is known."""
    where = _said(PLACES, finding.place)
    if finding.line:
        line = _("line %(line)s") % {"line": finding.line}
        where = f"{where} ({line})" if where else line
    return where, _said(MESSAGES, finding.message), _said(ADVICE, finding.advice)


def _said(shapes: Shapes, text: str) -> str:
    for shape, words in shapes:
        found = re.fullmatch(shape, text, re.DOTALL)
        if found:
            return words() % found.groupdict()
    return text
