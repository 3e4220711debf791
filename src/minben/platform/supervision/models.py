"""Supervision's own rows: cards, reminders, urgings, follow-ups of bad ratings, inspections. Nothing personal."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel, key_to, same_tenant


def on_case(owner: str, *more: models.BaseConstraint) -> list[models.BaseConstraint]:
    """The constraints of a table whose rows belong to a case."""
    return [*OWN_ROW, same_tenant(f"supervision_{owner}", "case_id", "casework_case"), *more]


class CardStatus(models.TextChoices):
    """Where a card stands. An answered or upheld card stands; a cancelled one counts against nobody."""

    ISSUED = "issued"
    ANSWERED = "answered"
    APPEALED = "appealed"
    UPHELD = "upheld"
    CANCELLED = "cancelled"


class Card(TenantModel):
    """A yellow or red card (紅黃牌): one rule, one thing it fell on, the unit that held it then.

    What it fell on belongs to a case, or is something else that an office owes: `about` is that one's number.
    """

    number = models.CharField(max_length=80)
    case = key_to("casework.Case", "cards", null=True)
    about = models.CharField(max_length=60, blank=True)  # a request for information; empty for a case
    item = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)  # what the rule fell on: clock-7, decision-3, urging-2
    pack = models.CharField(max_length=64)  # the place pack whose rule it was
    colour = models.CharField(max_length=10)
    unit = models.CharField(max_length=60)
    officer = models.CharField(max_length=80, blank=True)  # who had taken the task, if anybody had
    facts = models.JSONField(default=dict)  # limit, dates, share, who held the case when
    issued_at = models.DateTimeField()
    reply_due_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=CardStatus.choices, default=CardStatus.ISSUED)
    answer = models.TextField(blank=True)
    measure = models.TextField(blank=True)  # what the unit does so that it does not happen again
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appealed_by = models.CharField(max_length=80, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    ruling = models.TextField(blank=True)  # the inspector's reasons for upholding or cancelling
    ruled_by = models.CharField(max_length=80, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    @property
    def concerns(self) -> str:
        """The number of the case, or of what else it is about."""
        return self.case.number if self.case is not None else self.about

    class Meta(TenantModel.Meta):
        constraints = on_case(
            "card",
            models.UniqueConstraint(fields=["tenant_id", "number"], name="supervision_card_number"),
            models.UniqueConstraint(
                fields=["tenant_id", "rule", "subject"], name="supervision_card_once"
            ),  # one rule falls on one thing once
        )
        indexes = [
            models.Index(fields=["tenant_id", "unit", "status"], name="supervision_card_unit"),
            models.Index(fields=["tenant_id", "issued_at"], name="supervision_card_issued"),
        ]


class Reminder(TenantModel):
    """A hint to the holder before a promise ends. It asks for nothing and counts against nobody."""

    case = key_to("casework.Case", "reminders")
    item = models.CharField(max_length=80, blank=True)
    clock = key_to("casework.Clock", "reminders")
    unit = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = on_case(
            "reminder",
            same_tenant("supervision_reminder", "clock_id", "casework_clock"),
            models.UniqueConstraint(fields=["tenant_id", "clock"], name="supervision_reminder_once"),
        )
        indexes = [models.Index(fields=["tenant_id", "unit", "due_at"], name="supervision_reminder_unit")]


class UrgingStatus(models.TextChoices):
    """Where an urging stands: issue, sign, (ask for delay,) report, review, close."""

    ISSUED = "issued"
    SIGNED = "signed"
    DELAY_ASKED = "delay_asked"
    REPORTED = "reported"
    CLOSED = "closed"


class Urging(TenantModel):
    """A leader's instruction on a case (督辦), with the date by which the unit reports."""

    number = models.CharField(max_length=80)
    case = key_to("casework.Case", "urgings")
    item = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=60)
    instruction = models.TextField()
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=UrgingStatus.choices, default=UrgingStatus.ISSUED)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    delay_reason = models.TextField(blank=True)
    delay_to = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)
    reported_by = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)  # the leader's words on closing, or on sending the report back
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = on_case(
            "urging",
            models.UniqueConstraint(fields=["tenant_id", "number"], name="supervision_urging_number"),
        )
        indexes = [models.Index(fields=["tenant_id", "unit", "status"], name="supervision_urging_unit")]


class FollowUp(TenantModel):
    """What follows a bad rating (差評整改): contact the rater, mend it, answer within the place's limits."""

    case = key_to("casework.Case", "follow_ups")
    rating = key_to("casework.Rating", "follow_ups")
    unit = models.CharField(max_length=60)  # the lead unit: who handles it answers for it
    satisfaction = models.IntegerField()  # the standard's code: 4 or 5
    opened_at = models.DateTimeField()
    contact_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    contacted_by = models.CharField(max_length=80, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)  # mended, planned, explained, excluded
    reply = models.TextField(blank=True)  # what the rater is told
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = on_case(
            "followup",
            same_tenant("supervision_followup", "rating_id", "casework_rating"),
            models.UniqueConstraint(fields=["tenant_id", "rating"], name="supervision_followup_once"),
        )
        indexes = [models.Index(fields=["tenant_id", "unit", "done_at"], name="supervision_followup_unit")]


class Inspection(TenantModel):
    """One look of the inspector: a check of the ledger, or a random sample of cases and inspectors (雙隨機)."""

    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)  # ledger, sample
    asked = models.JSONField(
        default=dict
    )  # sample: seed, period, size; ledger: the head it was compared with
    found = models.JSONField(default=dict)  # ledger: size, root, what is altered; sample: cases and findings
    sound = models.BooleanField(null=True)  # None while a sample is not finished
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="supervision_inspection_number"),
        ]
        indexes = [models.Index(fields=["tenant_id", "kind", "made_at"], name="supervision_inspection_kind")]
