"""The worker's look at cases of earlier versions, once after it starts in every tenant: safe to stop and repeat."""

from __future__ import annotations

import logging

from django.db.models import Exists, OuterRef

from minben.platform.casework.actions.catching_up import STEPPED, begin_step, keep_watchers
from minben.platform.casework.models import Case, CaseItem, Clock
from minben.platform.journal.actor import system
from minben.platform.journal.models import Entry
from minben.platform.journal.tenancy import current_tenant

SUPERVISED = (  # acts about cards, urgings, ratings, complaints and samples, by which somebody supervised a case
    "supervision.urge", "supervision.allow_delay", "supervision.return_urging", "supervision.close_urging",
    "supervision.cancel_card", "supervision.uphold_card", "supervision.exclude_rating", "supervision.note_finding",
    "casework.reply_to_complaint",
)  # fmt: skip
_looked: set[str] = set()
log = logging.getLogger(__name__)


def once() -> int:
    """Catch up in the tenant in force unless this worker has; answers how many acts followed."""
    tenant = current_tenant()
    if tenant in _looked:
        return 0
    _looked.add(tenant)
    return begin_steps() + keep()


def begin_steps() -> int:
    """Open items that never had a clock of a step."""
    stepped = Clock.objects.filter(caseitem=OuterRef("pk"), scope__startswith="step.")
    items = CaseItem.objects.filter(status__in=STEPPED, decided_at=None).exclude(Exists(stepped))
    here, done = system(current_tenant()), 0
    for pk in list(items.order_by("id").values_list("pk", flat=True)):
        try:
            done += bool(begin_step(here, pk, key=f"begin-step-{pk}"))
        except Exception:  # one case that cannot be counted must not stop the others
            log.exception("No step could be begun for item %s", pk)
    return done


def keep() -> int:
    """Cases whose supervisors are in the journal and not yet kept with them."""
    told: dict[str, set[str]] = {}
    for account, facts in Entry.objects.filter(act__in=SUPERVISED).values_list("actor", "facts"):
        told.setdefault(facts.get("case", ""), set()).add(account)
    here, done = system(current_tenant()), 0
    for number, watchers in Case.objects.filter(number__in=told).values_list("number", "watchers"):
        lacking = sorted(told[number] - {*watchers, "system"})
        if lacking:
            done += bool(keep_watchers(here, number, lacking))
    return done
