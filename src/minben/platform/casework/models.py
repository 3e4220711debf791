"""Drafts, cases and their items, tasks, clocks, timers, documents, decisions, and what applicants say."""

from __future__ import annotations

from django.db import models

from minben.platform.casework.durable import DryRun as DryRun
from minben.platform.casework.durable import Migration as Migration
from minben.platform.casework.durable import MigrationPlan as MigrationPlan
from minben.platform.casework.durable import Posting as Posting
from minben.platform.casework.durable import Timer as Timer
from minben.platform.casework.durable import Trouble as Trouble
from minben.platform.casework.durable import Wait as Wait
from minben.platform.casework.durable import of_case
from minben.platform.journal.tenancy import OWN_ROW, TenantModel, key_to, same_tenant


class ItemStatus(models.TextChoices):
    """Where one item stands (domain.md 2.2; published status lists map to it by profile)."""

    RECEIVED = "received"
    CORRECTION = "correction_requested"
    ACCEPTED = "accepted"
    STOPPED = "suspended_special"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    DENIED = "denied"
    NOT_ACCEPTED = "not_accepted"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


class ResultStatus(models.TextChoices):
    """What has become of a decided item's result."""

    NONE = ""
    ISSUED = "issued"
    DELIVERED = "delivered"
    RECALLED = "recalled"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class CaseStatus(models.TextChoices):
    """Where the whole case stands."""

    IN_HANDLING = "in_handling"
    HELD = "held"  # its process cannot go on by itself: a person must look; nothing is lost
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # ended by an administrator, with the reason in the journal


OPEN_STATUS = (CaseStatus.IN_HANDLING, CaseStatus.HELD)


class Draft(TenantModel):
    """A form being filled in; kept until sent or given up. Answers are sealed with the person's key."""

    number = models.CharField(max_length=40)
    account = models.CharField(max_length=80)
    person = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    pack = models.CharField(max_length=64)
    consent = models.BigIntegerField(null=True, blank=True)
    sealed = models.BinaryField(default=bytes)  # {"answers": {...}, "fetched": {...}, "disputed": [...]}
    page = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    case = models.CharField(max_length=60, blank=True)  # number of the case it became

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="casework_draft_number"),
        ]
        indexes = [models.Index(fields=["tenant_id", "person"], name="casework_draft_person")]


class DraftFile(TenantModel):
    """A file given with a form that is not sent yet; it becomes a document of the case when it is."""

    draft = key_to("casework.Draft", "files")
    element = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            same_tenant("casework_draftfile", "draft_id", "casework_draft"),
            models.UniqueConstraint(fields=["tenant_id", "draft", "element"], name="casework_draftfile_once"),
        ]


class Case(TenantModel):
    """One application under the version of the service and the law in force when it was sent."""

    number = models.CharField(max_length=60)
    service = models.CharField(max_length=80)
    pack = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=40)  # applicant
    account = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, default="portal")  # portal, counter, proactive, message
    lead = models.CharField(max_length=60)
    status = models.CharField(max_length=30, choices=CaseStatus.choices, default=CaseStatus.IN_HANDLING)
    sealed = models.BinaryField(default=bytes)  # facts: element -> value
    sources = models.JSONField(default=dict)  # element -> {register, read_at}, nothing personal
    state = models.JSONField(default=dict)  # of the token game
    process = models.CharField(
        max_length=64, blank=True
    )  # pack whose process is played after a migration; the law stays that of `pack`
    submitted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(
        null=True, blank=True
    )  # the day after which it is destroyed; None: for ever
    entry = models.BigIntegerField(default=0)  # journal number of the submission: the receipt's proof
    watchers = models.JSONField(default=list)  # accounts that supervised it: they never handle it

    @property
    def open(self) -> bool:
        """Whether anything can still become of it."""
        return self.status in OPEN_STATUS

    @property
    def flow(self) -> str:
        """Digest of the pack whose process is played."""
        return self.process or self.pack

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="casework_case_number"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "person", "submitted_at"], name="casework_case_person"),
            models.Index(fields=["tenant_id", "status", "submitted_at"], name="casework_case_status"),
            models.Index(fields=["tenant_id", "service", "id"], name="casework_case_service"),
        ]


class CaseItem(TenantModel):
    """One authority's item inside the case; its decision and remedies stay its own."""

    case = key_to("casework.Case", "items")
    item = models.CharField(max_length=80)
    authority = models.CharField(max_length=60)
    status = models.CharField(max_length=30, choices=ItemStatus.choices, default=ItemStatus.RECEIVED)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=20, blank=True, choices=ResultStatus.choices)
    handler = models.CharField(
        max_length=60, blank=True
    )  # after a transfer: who handles it in the authority's place
    tolerant = models.BooleanField(default=False)  # accepted though something secondary follows (容缺)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("caseitem"),
            models.UniqueConstraint(fields=["tenant_id", "case", "item"], name="casework_caseitem_once"),
        ]
        indexes = [  # results that wait to be handed over are found among all items
            models.Index(fields=["tenant_id", "result", "status"], name="casework_caseitem_result")
        ]


class Task(TenantModel):
    """Work for one unit, opened and closed by the token game."""

    case = key_to("casework.Case", "tasks")
    caseitem = key_to("casework.CaseItem", "tasks", null=True)
    key = models.CharField(max_length=120)  # of the token
    node = models.CharField(max_length=80)
    unit = models.CharField(max_length=60)
    open = models.BooleanField(default=True)
    assignee = models.CharField(max_length=80, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)  # then colleagues may take it over
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("task"),
            same_tenant("casework_task", "caseitem_id", "casework_caseitem"),
            models.UniqueConstraint(fields=["tenant_id", "case", "key"], name="casework_task_key"),
        ]
        indexes = [  # the numbers above a queue are counted from this index alone
            models.Index(
                fields=["tenant_id", "unit", "open", "assignee", "caseitem"], name="casework_task_queue"
            )
        ]


class Clock(TenantModel):
    """One running limit: what it counts, its stops and extensions, and the date it leads to."""

    case = key_to("casework.Case", "clocks")
    caseitem = key_to("casework.CaseItem", "clocks", null=True)
    scope = models.CharField(max_length=30)  # acceptance, promise, statutory, correction
    holder = models.CharField(max_length=60)  # unit id, or "applicant"
    limit = models.JSONField()
    started_at = models.DateTimeField()
    stops = models.JSONField(default=list)
    extensions = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True, blank=True)  # None while stopped
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(
        max_length=64, blank=True
    )  # the notice it was counted by; empty: the pack's own
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [*of_case("clock"), same_tenant("casework_clock", "caseitem_id", "casework_caseitem")]
        indexes = [models.Index(fields=["tenant_id", "ended_at", "due_at"], name="casework_clock_due")]


class Correction(TenantModel):
    """All that is missing, told at once before acceptance (行政許可法 art. 32)."""

    case = key_to("casework.Case", "corrections")
    caseitem = key_to("casework.CaseItem", "corrections")
    points = models.JSONField(default=list)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answer_sealed = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("correction"),
            same_tenant("casework_correction", "caseitem_id", "casework_caseitem"),
        ]


class Supplement(TenantModel):
    """What tolerance let follow: the points, the applicant's commitment, and the answer within its limit."""

    case = key_to("casework.Case", "supplements")
    caseitem = key_to("casework.CaseItem", "supplements")
    points = models.JSONField(default=list)
    commitment = models.TextField()
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answer_sealed = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("supplement"),
            same_tenant("casework_supplement", "caseitem_id", "casework_caseitem"),
        ]


class Consultation(TenantModel):
    """One office asks another about an item; words are sealed with the applicant's key, for they may name them.

    `countersign`: the other office's countersignature (會簽) is needed; without its agreement nothing is granted.
    """

    case = key_to("casework.Case", "consultations")
    caseitem = key_to("casework.CaseItem", "consultations")
    unit = models.CharField(max_length=60)  # asking
    asked = models.CharField(max_length=60)  # the unit that is asked
    countersign = models.BooleanField(default=False)
    agrees = models.BooleanField(null=True, blank=True)  # of a countersignature
    sealed = models.BinaryField()
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer_sealed = models.BinaryField(default=bytes)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("consultation"),
            same_tenant("casework_consultation", "caseitem_id", "casework_caseitem"),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "asked", "answered_at"], name="casework_consultation_open")
        ]


class Proposal(TenantModel):
    """A critical act waiting for the second pair of eyes: one proposes, another confirms or refuses."""

    case = key_to("casework.Case", "proposals")
    caseitem = key_to("casework.CaseItem", "proposals")
    verb = models.CharField(max_length=30)
    reasons = models.TextField()
    basis = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("proposal"),
            same_tenant("casework_proposal", "caseitem_id", "casework_caseitem"),
        ]


class Agreement(TenantModel):
    """What applicant and office agree on (協商一致): one side proposes, the other confirms; both then have said yes.

    The words are sealed with the applicant's key. Unanswered after `answer_by` it binds nobody.
    """

    case = key_to("casework.Case", "agreements")
    caseitem = key_to("casework.CaseItem", "agreements")
    kind = models.CharField(max_length=20)  # visit, scope, split, other
    office = models.BooleanField()  # whether the office proposed it; else the applicant did
    unit = models.CharField(max_length=60)  # the office's side
    sealed = models.BinaryField()  # {"text": words, "day": ISO date or ""}
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)  # agreed, declined, taken_back, expired
    answer_sealed = models.BinaryField(default=bytes)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("agreement"),
            same_tenant("casework_agreement", "caseitem_id", "casework_caseitem"),
            models.UniqueConstraint(
                fields=["tenant_id", "caseitem"],
                condition=models.Q(outcome=""),
                name="casework_agreement_one_waits",
            ),
        ]


class Proceeding(TenantModel):
    """A reconsideration (復議) or lawsuit (訴訟) about a decision, as the body that decides it states it."""

    case = key_to("casework.Case", "proceedings")
    caseitem = key_to("casework.CaseItem", "proceedings")
    kind = models.CharField(max_length=20)  # reconsideration, litigation
    body = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    filed_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    outcome = models.CharField(max_length=30, blank=True)  # upheld, changed, annulled, unlawful, withdrawn
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("proceeding"),
            same_tenant("casework_proceeding", "caseitem_id", "casework_caseitem"),
            models.UniqueConstraint(
                fields=["tenant_id", "case", "kind", "number"], name="casework_proceeding_once"
            ),
        ]


class Destruction(TenantModel):
    """A case to be destroyed after its time, and then the proof that it was: what it was, and each thing's digest.

    One person proposes it and another confirms; `destroyed_at` is empty until then.
    """

    number = models.CharField(max_length=60)
    service = models.CharField(max_length=80)
    unit = models.CharField(max_length=60, blank=True)  # that led the case
    submitted_at = models.DateTimeField()
    keep_until = models.DateField()
    archive = models.CharField(max_length=64)  # SHA-256 of the archive package
    deleted = models.JSONField(default=dict)  # table -> how many rows, and documents' digests
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "number"], name="casework_destroyed_once"),
        ]


class Decision(TenantModel):
    """The decision document of one item: outcome, reasons, rules that applied, remedies."""

    case = key_to("casework.Case", "decisions")
    caseitem = key_to("casework.CaseItem", "decisions")
    number = models.CharField(max_length=80)
    outcome = models.CharField(max_length=30)
    reasons = models.TextField(blank=True)  # an officer's words
    codes = models.JSONField(default=list)  # a rule's reasons: texts reasons.<code> of the service
    trace = models.JSONField(default=list)  # rules that decided, with their articles
    by_rule = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=80)
    unit = models.CharField(max_length=60)
    decided_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("decision"),
            same_tenant("casework_decision", "caseitem_id", "casework_caseitem"),
            models.UniqueConstraint(fields=["tenant_id", "number"], name="casework_decision_number"),
        ]


class Document(TenantModel):
    """A file of a case, kept in the database with the act that brought it."""

    case = key_to("casework.Case", "documents")
    kind = models.CharField(max_length=20)  # upload, certificate
    item = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    trust = models.CharField(
        max_length=1, default="C"
    )  # A authority, B window-checked, C uploaded, D committed
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = of_case("document")


class Certificate(TenantModel):
    """A signed result that anyone can verify by its code."""

    case = key_to("casework.Case", "certificates")
    caseitem = key_to("casework.CaseItem", "certificates")
    document = key_to("casework.Document", "certificates")
    number = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("certificate"),
            same_tenant("casework_certificate", "caseitem_id", "casework_caseitem"),
            same_tenant("casework_certificate", "document_id", "casework_document"),
            models.UniqueConstraint(fields=["tenant_id", "code"], name="casework_certificate_code"),
        ]


class Message(TenantModel):
    """A message or proposal between applicant and offices; the words are sealed with the applicant's key."""

    case = key_to("casework.Case", "messages")
    author = models.CharField(max_length=80)
    unit = models.CharField(max_length=60, blank=True)  # empty: the applicant
    sealed = models.BinaryField()
    sent_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = of_case("message")


class Notice(TenantModel):
    """Something the applicant must know; delivery to other channels leaves from the outbox."""

    case = key_to("casework.Case", "notices")
    person = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)  # received, correction, accepted, granted, denied, message, …
    item = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = of_case("notice")
        indexes = [models.Index(fields=["tenant_id", "person", "read_at"], name="casework_notice_person")]


class Rating(TenantModel):
    """Satisfaction, GB/T 39046 code: 1 is best, 5 worst. Defaults are marked and never counted as satisfaction."""

    case = key_to("casework.Case", "ratings")
    satisfaction = models.IntegerField()
    sealed = models.BinaryField(default=bytes)  # the comment
    is_default = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("rating"),
            models.UniqueConstraint(fields=["tenant_id", "case"], name="casework_rated_once"),
        ]


class Complaint(TenantModel):
    """A complaint about a case, with its own clock and reply."""

    case = key_to("casework.Case", "complaints")
    number = models.CharField(max_length=60)
    about = models.CharField(max_length=80, blank=True)  # item id
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.CharField(max_length=80, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *of_case("complaint"),
            models.UniqueConstraint(fields=["tenant_id", "number"], name="casework_complaint_number"),
        ]


class OptIn(TenantModel):
    """A person wants to be offered a service when registers show they are entitled (免申即享)."""

    person = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class Offer(TenantModel):
    """A service offered to an entitled person who opted in; it becomes a case only when they say yes."""

    person = models.CharField(max_length=40)
    service = models.CharField(max_length=80)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    case = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "person", "service"], name="casework_offered_once"),
        ]
