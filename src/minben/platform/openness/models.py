"""What openness keeps of its own: consultations on draft reforms, what people say in them, and the replies."""

from __future__ import annotations

from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel, key_to, same_tenant


class PublicConsultation(TenantModel):
    """One draft reform in the public's hands. `evidence` is what the simulation showed when it was opened."""

    service = models.CharField(max_length=80)
    reform = models.CharField(max_length=80)
    pack = models.CharField(
        max_length=64
    )  # Pack.digest: the draft that people are asked about stays this one
    evidence = models.JSONField(default=list)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    until = models.DateField()  # the last day on which people can answer
    ends_at = models.DateTimeField()  # the end of that day
    outcome = models.CharField(max_length=20, blank=True)  # adopted, partly, not_adopted; empty while it runs
    reason = models.TextField(blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(
                fields=["tenant_id", "service", "reform"], name="openness_consultation_once"
            ),
        ]


class Reply(TenantModel):
    """An answer to one opinion, or to all on one topic: what becomes of it, and why."""

    consultation = key_to("openness.PublicConsultation", "replies")
    topic = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=20)  # adopted, partly, not_adopted
    text = models.TextField()
    by = models.CharField(max_length=80)
    unit = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            same_tenant("openness_reply", "consultation_id", "openness_publicconsultation"),
        ]


class Opinion(TenantModel):
    """What one person thinks of a draft. The words are sealed with the person's key until they are published."""

    consultation = key_to("openness.PublicConsultation", "opinions")
    number = models.IntegerField()  # in its consultation, in the order of the first answers
    person = models.CharField(max_length=40)  # whose opinion it is
    answers = models.JSONField(default=dict)  # question -> yes, partly, no, unsure
    sealed = models.BinaryField(default=bytes)  # {"text", "name"}
    named = models.BooleanField(default=False)  # the person wants their name to stand beside it
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="waiting")  # waiting, published, withheld
    judged_by = models.CharField(max_length=80, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was withheld
    public_text = models.TextField(blank=True)
    public_name = models.CharField(max_length=80, blank=True)
    reply = key_to("openness.Reply", "opinions", null=True)
    reply_read_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            same_tenant("openness_opinion", "consultation_id", "openness_publicconsultation"),
            same_tenant("openness_opinion", "reply_id", "openness_reply"),
            models.UniqueConstraint(
                fields=["tenant_id", "consultation", "person"], name="openness_opinion_once"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "consultation", "number"], name="openness_opinion_number"
            ),
        ]
        indexes = [models.Index(fields=["tenant_id", "person"], name="openness_opinion_person")]


class InformationRequest(TenantModel):
    """A request for information (依申請公開). Words of requester and office are sealed with the requester's key."""

    number = models.CharField(max_length=20)
    person = models.CharField(max_length=40)  # who asks
    unit = models.CharField(max_length=60)  # the office asked
    pack = models.CharField(max_length=64)  # Pack.digest: its calendar and laws
    sealed = models.BinaryField()  # {"topic", "text", "contact", "name", "corrected"}
    received_at = models.DateTimeField()
    counted_from = models.DateTimeField()  # when the limit began: the receipt, or that of the correction
    state = models.CharField(max_length=20, default="open")  # open, correction, answered, given_up
    correction = models.BinaryField(default=bytes)  # {"words"}: what was unclear
    correction_asked_at = models.DateTimeField(null=True, blank=True)
    correction_until = models.DateTimeField(null=True, blank=True)
    stops = models.JSONField(default=list)  # waiting for third parties: start, end or null, basis, agrees
    extensions = models.JSONField(default=list)  # at most one: at, days, reason
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=200, blank=True)  # who holds it, when this office does not
    reply = models.BinaryField(default=bytes)  # {"text"}
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    calendar = models.CharField(max_length=64, blank=True)  # the notice by which it was counted last
    due_at = models.DateTimeField(null=True, blank=True)  # set with the reply; while open it is counted anew
    read_at = models.DateTimeField(null=True, blank=True)
    public_question = models.TextField(blank=True)
    public_reply = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="openness_request_number"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "person"], name="openness_request_person"),
            models.Index(fields=["tenant_id", "unit", "state"], name="openness_request_unit"),
        ]
