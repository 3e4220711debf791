"""What an act must know of its case besides the rows it changes, read in one statement.

Serves the token game at work and the separation of duties.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from minben.platform.casework.models import Case
from minben.platform.journal.tenancy import current_tenant

REPLIED = "casework.reply_to_complaint"


@dataclass(frozen=True)
class Around:
    """`acts`: what the account has done on the case, by the journal; `decisions`: how many documents there are;
    `items`: which items; `troubled`: whether a trouble waits for a person; `countersigned`: item row, office asked to
    countersign, and its word (waits, agrees, refuses), in the order of asking.
    """

    acts: frozenset[str] = frozenset()
    decisions: int = 0
    items: tuple[str, ...] = ()
    troubled: bool = False
    countersigned: tuple[tuple[int, str, str], ...] = ()


# Each part finds its rows by the case; grouping or sorting here would lead SQLite to other, longer ways.
SAID = """
select 'act', act, id from journal_entry
 where tenant_id = %(tenant)s and kind = 'case' and ref = %(number)s and actor = %(account)s
union all select 'act', %(replied)s, id from casework_complaint
 where tenant_id = %(tenant)s and case_id = %(case)s and replied_by = %(account)s
union all select 'item', item, id from casework_caseitem where tenant_id = %(tenant)s and case_id = %(case)s
union all select 'decision', number, id from casework_decision where tenant_id = %(tenant)s and case_id = %(case)s
union all select 'countersign', cast(caseitem_id as text) || ' ' || asked || ' ' ||
 case when agrees is null then 'waits' when agrees then 'agrees' else 'refuses' end, id from casework_consultation
 where tenant_id = %(tenant)s and case_id = %(case)s and countersign
union all select case when settled_at is null then 'trouble' else 'settled' end, kind, id from casework_trouble
 where tenant_id = %(tenant)s and case_id = %(case)s
"""


def around(case: Case, account: str) -> Around:
    """What is stored around the case, as this account meets it."""
    asked = {
        "tenant": current_tenant(), "case": case.pk, "number": case.number, "account": account, "replied": REPLIED
    }  # fmt: skip
    told: dict[str, list[str]] = {
        key: [] for key in ("act", "item", "decision", "countersign", "trouble", "settled")
    }
    with connection.cursor() as cursor:
        cursor.execute(SAID, asked)
        for kind, name, _ in sorted(cursor.fetchall(), key=lambda row: row[2]):
            told[kind].append(name)
    asked_for = tuple((int(item), unit, word) for item, unit, word in map(str.split, told["countersign"]))
    acts, items = frozenset(told["act"]), tuple(told["item"])
    return Around(acts, len(told["decision"]), items, bool(told["trouble"]), asked_for)
