"""Why a log that somebody brought cannot be read, in the reader's language. Serves analysts.

Kernels refuse in English. Here each of their sentences about logs stands with its parts, so that it can be translated;
a sentence that is not here is shown as the kernel said it.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _


def _sentences() -> list[tuple[str, str]]:
    """What a reader of logs may say, with `%s` for its parts, and the same in the reader's language."""
    return [
        (
            "No column is recognised as %s; the file has: %s.",
            _("No column is recognised as %s; the file has: %s."),
        ),
        (
            "Name a column case, activity and time each, or say which they are (--columns, or in the studio).",
            _("Name a column case, activity and time each, or say below which they are."),
        ),
        ("The row has %s cells, the header has %s.", _("The row has %s cells, the header has %s.")),
        ("Quote cells that contain the delimiter.", _("Quote cells that contain the delimiter.")),
        ("The row has no %s.", _("The row has no %s.")),
        ("Every event belongs to a case.", _("Every event belongs to a case.")),
        ('"%s" is not read as a time.', _("“%s” is not read as a time.")),
        (
            "Use ISO 8601 (2020-12-31T23:59:00+08:00), or say day_first for 03/04/2020.",
            _("Write times as 2020-12-31T23:59:00+08:00, or say below what comes first in 03/04/2020."),
        ),
        (
            "The first line is not a row of different column names.",
            _("The first line is not a row of different column names."),
        ),
        ("Add one.", _("Add one.")),
        ("The text is not UTF-8 (%s).", _("The text is not UTF-8.")),
        ("The text is not %s (%s).", _("The text cannot be read as %s.")),
        ('There is no encoding "%s".', _("There is no encoding “%s”.")),
        ("For instance %s.", _("For instance %s.")),
        ("Save the file as UTF-8.", _("Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”).")),
        ('There is no column "%s"; the file has: %s.', _("There is no column “%s”; the file has: %s.")),
        ("Correct the column names.", _("Correct the column names.")),
        ("The table is damaged: %s.", _("The table is damaged: %s.")),
        ("Export it again.", _("Export it again.")),
        ("The kind of file is not known.", _("The kind of file is not known.")),
        (
            "Use .xes, .csv or .tsv, each also with .gz.",
            _("Use .xes, .csv or .tsv, each also with .gz."),
        ),
        ("The log holds no event.", _("The log holds no event.")),
        (
            "Check the export: at least one event is needed.",
            _("Check the export: at least one event is needed."),
        ),
        ("This is not well-formed XML: %s.", _("This is not well-formed XML: %s.")),
        (
            "Export the log again as XES; the lines before this one are in order.",
            _("Export the log again as XES; the lines before this one are in order."),
        ),
        ("XES begins with <log>; found %s.", _("XES begins with <log>; found %s.")),
        ("Choose a .xes or .xes.gz file.", _("Choose a .xes or .xes.gz file.")),
        (
            "A document type is not part of XES and can hide harmful entities.",
            _("A document type is not part of XES and can hide harmful entities."),
        ),
        ("Delete the <!DOCTYPE …> lines.", _("Delete the <!DOCTYPE …> lines.")),
        (
            "The compressed file is damaged or cut short (%s).",
            _("The compressed file is damaged or cut short."),
        ),
        (
            "Fetch or copy it again and compare its size.",
            _("Fetch or copy it again and compare its size."),
        ),
        ("%s events have no activity name.", _("%s events have no activity name.")),
        (
            "Give every event a concept:name; the first one without is event %s of the file.",
            _("Give every event a concept:name; the first one without is event %s of the file."),
        ),
        ("The file is larger than %s MB.", _("The file is larger than %s MB.")),
        ("Unpacked, the file is larger than %s MB.", _("Unpacked, the file is larger than %s MB.")),
        ("Pack it with gzip, or take a shorter period.", _("Pack it with gzip, or take a shorter period.")),
        ("Take a shorter period.", _("Take a shorter period.")),
        ("Nothing is left of the log.", _("Nothing is left of the log.")),
        ("Drop less.", _("Leave less out.")),
    ]


def in_words(sentence: str) -> str:
    """The sentence in the reader's language, its parts where that language wants them."""
    for english, told in _sentences():
        found = re.fullmatch("(.*?)".join(map(re.escape, english.split("%s"))), sentence, re.DOTALL)
        if found:
            return told % found.groups()[: told.count("%s")] if "%s" in told else told
    return sentence
