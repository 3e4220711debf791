"""A place and its services as plain values: what packs say and what the platform publishes.

Field names follow the implementation list (实施清单) of GB/T 39046; code values are that standard's Annex A.
Words a person reads are not here: they are texts, looked up by a dotted key (`items.food_permit.name`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from minben.kernel.decision import Model as DecisionModel
from minben.kernel.decision import in_force
from minben.kernel.intake import Element, Source
from minben.kernel.process.model import Node, Process
from minben.kernel.worktime.model import Calendar, Counting, Limit

LOCALES = ("zh-Hant", "zh-Hans", "en")
Texts = Mapping[str, Mapping[str, str]]  # locale -> dotted key -> sentence


@dataclass(frozen=True)
class Region:
    """`level`: prefecture, centre, county, township. `code`: GB/T 2260 extended to 12 digits (fictional in a demo)."""

    id: str
    level: str
    parent: str
    code: str
    tenant: bool = False  # hosts its own site on the platform


@dataclass(frozen=True)
class Unit:
    """A department. `region_parent` is 塊 (the government it belongs to), `sector_parent` is 條 (its line)."""

    id: str
    region: str
    region_parent: str
    sector_parent: str
    phone: str = ""
    address_key: str = ""


@dataclass(frozen=True)
class Post:
    """A post and the demo person who holds it. Roles: officer, leader, inspector, analyst, administrator."""

    id: str
    unit: str
    roles: tuple[str, ...]
    holder: str  # account name of the demo person
    holder_name: str


@dataclass(frozen=True)
class Citizen:
    """A demo citizen's account. `person` is the key of their record in the population register."""

    account: str
    name: str
    person: str
    acts_for: tuple[str, ...] = ()  # persons whose mandate this citizen holds
    mandate: Law | None = None  # the article under which


@dataclass(frozen=True)
class LegalText:
    """A law, regulation or local rule; its name is the text `laws.<id>`. `fictional` rules bind the demo city only.

    `counting` is how this law counts the limits it sets, where it differs from how the place counts.
    """

    id: str
    in_force: str  # ISO date
    number: str = ""
    adopted: str = ""
    amended: str = ""
    fictional: bool = False
    counting: Counting | None = None


@dataclass(frozen=True)
class Register:
    """One register: who keeps it, how it may be used, its fields and its demo records (field -> text)."""

    id: str
    owner: str  # unit id
    sharing: str
    basis: str
    update_cycle: str
    key: str
    fields: Mapping[str, str]  # field -> type
    records: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class CardRule:
    """When a unit gets a card, as data. Its name and its sentence are the texts `rules.<id>.name` and `.says`.

    `condition` is one of vocabulary.CONDITIONS. For `limit_used`, `threshold` is the share of the limit of `clock`
    that is used up (0.9 is near, 1 is over); for `step_overtime` it is working days beyond the limit of `stage`.
    """

    id: str
    condition: str
    colour: str  # yellow | red
    reply_limit: Limit
    responsible: str = "holder"  # the unit that holds the case, or its lead
    clock: str = ""
    stage: str = ""
    threshold: float = 1.0
    effective_from: str = ""  # ISO date: what began before it brings no card
    basis: Law | None = None


FIVE_DAYS, THREE_DAYS = Limit(5, "workday"), Limit(3, "workday")
ASKING = "open-government-information-regulation"


@dataclass(frozen=True)
class Supervision:
    """supervision.yaml: the rules of the cards, and the limits of what follows ratings and complaints."""

    rules: tuple[CardRule, ...] = ()
    reminder: Limit | None = None  # so long before the promise ends, its holder is reminded
    default_rating: Limit | None = None  # so long without a rating: a default is noted, and marked as one
    first_contact: Limit = FIVE_DAYS  # after a bad rating
    bad_rating: Limit = FIVE_DAYS  # to mend what a bad rating says
    complaint_reply: Limit = FIVE_DAYS
    opinion: Limit = THREE_DAYS  # of an office that another one consults
    same_pair: int = 3  # decisions of one officer for one applicant that are worth a look
    last_minutes: int = 60  # a decision so short before its limit is worth a look

    def rule(self, id: str) -> CardRule | None:  # noqa: A002 - the pack's own word
        """The rule with this id; None when the place has it no longer."""
        return next((rule for rule in self.rules if rule.id == id), None)


@dataclass(frozen=True)
class Information:
    """information.yaml: the limits of requests for information, each with its article.

    What stands here are those of the national regulation of 2019, for packs older than the file.
    """

    reply: Limit = field(default=Limit(20, "workday", f"{ASKING} 33"))
    longer: Limit = field(default=Limit(20, "workday", f"{ASKING} 33"))  # the one extension, at most
    correction: Limit = field(default=Limit(7, "workday", f"{ASKING} 30"))  # to ask for one
    objection: Limit = field(default=Limit(15, "workday", f"{ASKING} 32"))  # of a third party
    reconsideration: Limit = field(default=Limit(60, "day", "administrative-reconsideration-law 20"))
    litigation: Limit = field(default=Limit(6, "month", "administrative-litigation-law 46"))


@dataclass(frozen=True)
class Place:
    """A place folder. `registers/` records are invented; `calendar` covers confirmed and provisional years."""

    id: str
    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    calendar: Calendar
    elements: Mapping[str, Element]
    sources: tuple[Source, ...]
    registers: Mapping[str, Register]
    services: Mapping[str, Service]
    texts: Texts
    profile: Mapping[str, str] = field(default_factory=dict)  # jurisdiction profile: patterns of codes
    citizens: tuple[Citizen, ...] = ()
    laws: Mapping[str, LegalText] = field(default_factory=dict)
    supervision: Supervision = field(default_factory=Supervision)
    information: Information = field(default_factory=Information)
    counts: Counting = field(default_factory=Counting)  # how offices here count where nothing else says

    def counting(self, limit: Limit, service: Service | None = None) -> Counting:
        """How this limit is counted: as the law says that sets it, else as the service says, else the place."""
        law = self.laws.get(limit.basis.partition(" ")[0])
        if law is not None and law.counting is not None:
            return law.counting
        return self.counts if service is None else service.counting

    def within(self, remedy: Remedy) -> Limit | None:
        """The limit of a remedy: of a complaint the one that all complaints of the place are answered in."""
        return self.supervision.complaint_reply if remedy.kind == "complain" else remedy.limit


@dataclass(frozen=True)
class Law:
    """A legal basis. `id` keys the text `laws.<id>` of the place (the law's name); `article` is its number or empty.

    Packs write it in one string, `food-safety-law 35`; so are `Limit.basis`, `Register.basis` and the DMN
    annotation `basis`.
    """

    id: str
    article: str


@dataclass(frozen=True)
class Material:
    """One thing to bring. `element` set and its source shared: fetched, so not asked (struck out in the guide)."""

    id: str
    copy_type: str  # original | copy
    medium: str  # paper | electronic | system
    necessity: str  # 1 necessary, 2 not, 3 may follow (容缺後補)
    source_channel: str  # 10 applicant, 20 government, 30 intermediary, 99 other
    issuing_body: str
    basis: Law
    required_when: str = ""  # FEEL
    register: str = ""  # the register that answers instead of the applicant


@dataclass(frozen=True)
class Fee:
    """`standard` in the place's currency; a fee without a basis is refused by the checker (R18)."""

    id: str
    standard: str
    basis: Law
    reducible: bool = False
    online_payment: bool = False


@dataclass(frozen=True)
class Stage:
    """One handling step (辦理環節) of an item, for the guide and the step clock."""

    id: str
    unit: str
    limit: Limit
    basis: Law | None = None


@dataclass(frozen=True)
class Remedy:
    """Where to go: `kind` is consult, complain, reconsideration or litigation."""

    kind: str
    body: str  # unit id, or a text key for a court
    phone: str = ""
    limit: Limit | None = None
    basis: Law | None = None


@dataclass(frozen=True)
class Item:
    """One handling item (業務辦理項) of one authority; its decision stays its own inside a joint case."""

    id: str
    authority: str  # unit id: the body whose legal power it is
    catalog_code: str
    task_code: str
    item_type: str  # A.1
    exercise_level: str  # A.2
    authority_nature: str  # A.3
    audience: tuple[str, ...]  # A.4
    handling_forms: tuple[str, ...]  # A.5
    case_type: str  # A.6: 1 instant, 2 promised
    power_source: str
    central_guiding_dept: str
    legal_basis: tuple[Law, ...]
    statutory_limit: Limit
    promised_limit: Limit
    acceptance_limit: Limit  # to say all at once what is missing (行政許可法 art. 32), else deemed accepted
    conditions: tuple[str, ...]  # text keys under items.<id>.conditions
    materials: tuple[Material, ...]
    fees: tuple[Fee, ...]
    stages: tuple[Stage, ...]
    remedies: tuple[Remedy, ...]
    result_type: str  # 出證辦結 -> certificate, 出文辦結 -> document, 審批辦結 -> approval
    is_e_licence: bool
    certificate: tuple[str, ...]  # element ids printed on the result, in order
    needs: tuple[str, ...]  # element ids this authority needs to decide
    requires: tuple[str, ...] = ()  # item ids whose result this one uses
    onsite_visits: int = 0
    online_depth: str = "4"
    cross_region: str = ""
    joint_authorities: tuple[str, ...] = ()
    quota: str = ""
    special_procedures: tuple[str, ...] = ()
    tacit_approval: Law | None = None
    tolerance_allowed: bool = False
    correction_limit: Limit | None = None  # for the applicant to supply what was asked before acceptance
    supplement_limit: Limit | None = None  # for the applicant to supply what tolerance let follow
    delivery_limit: Limit | None = None  # from decision to delivery (行政許可法 art. 44)
    retention: str = ""  # ISO 8601 duration for which the closed case is kept; empty: for ever
    commitment_allowed: bool = False
    auto_approve: bool = False
    validity: str = ""  # ISO 8601 duration of the certificate
    faq: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)  # further implementation-list fields, by name


@dataclass(frozen=True)
class Question:
    """One element on the form; asked only when `when` (FEEL over the answers so far) is empty or true."""

    element: str
    when: str = ""
    required: bool = True


@dataclass(frozen=True)
class Page:
    """A few questions on one topic; its title is the text `form.<id>.title`."""

    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Guiding:
    """A plain question asked before the form; its answer is an element and helps choose the items."""

    element: str


@dataclass(frozen=True)
class Proactive:
    """Who is offered the service without applying (免申即享), and only after opting in."""

    register: str
    condition: str  # FEEL over the register's record
    optin: bool = True


@dataclass(frozen=True)
class Promise:
    """One figure that a reform claims: `measure` (of one item, where it is about one) goes from `before` to `after`.

    `direction` is less or more; measures and their units are vocabulary.MEASURES. Simulation checks the claim before
    the reform, the journal after it.
    """

    measure: str
    unit: str
    direction: str
    before: float
    after: float
    item: str = ""


@dataclass(frozen=True)
class Need:
    """What a reform begins from: a life or business event, and where people said so (vocabulary.ORIGINS)."""

    event: str
    origin: str


@dataclass(frozen=True)
class Affected:
    """A unit that the reform changes: its `powers`, its `posts` or its `work`."""

    unit: str
    effect: str


@dataclass(frozen=True)
class Window:
    """The first and the last day of a consultation, ISO dates."""

    opens: str
    until: str


@dataclass(frozen=True)
class Reform:
    """reforms/<id>/promise.yaml and the files beside it: one change of a service, drafted or done.

    A draft's `files` are those it changes; laid over the service they give what would be. Those of a deployed reform
    lie in `before/` and are as they were: laid over the service they give what was.
    Its words are the texts `reforms.<id>.…`: title, summary, need, gain, transition, `affected.<unit>`,
    `alternatives.<id>`, `questions.<id>`.
    """

    id: str
    status: str  # draft | consultation | adopted | deployed | rejected
    operations: tuple[
        str, ...
    ]  # eliminate, merge, parallelise, reorder, delegate, automate, substitute_by_data, integrate
    affected: tuple[Affected, ...]
    gains: tuple[str, ...]  # who gains: service objects (A.4)
    alternatives: tuple[str, ...]
    promises: tuple[Promise, ...]
    period: Limit  # how long after the change the promise is measured
    basis: Law
    decision_maker: str  # post id
    need: Need | None = None  # without one nothing may be published (the checker)
    questions: tuple[str, ...] = ()  # of the consultation, each answered yes, partly or no
    consultation: Window | None = None
    effective_from: str = ""  # ISO date; of a deployed reform
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def deployed(self) -> bool:
        """Whether the service is as the reform made it; else it is as the reform found it."""
        return self.status == "deployed"


@dataclass(frozen=True)
class Supposed:
    """What applicants say or registers answer for one element: shares of `values`, or evenly `between` two numbers."""

    element: str
    values: Mapping[str, float] = field(default_factory=dict)
    between: tuple[float, ...] = ()


@dataclass(frozen=True)
class StepTime:
    """A step done by a person: minutes of work, working days before somebody decides (median), how much that varies
    (sigma of its logarithm), and the share that is denied.
    """

    work: float
    wait: float
    spread: float = 0.5
    denied: float = 0.0


@dataclass(frozen=True)
class Assumptions:
    """simulation.yaml: what a simulation of the service assumes besides its process and rules.

    `people`: unit -> how many can do its steps; `steps` by node id of process.bpmn.
    """

    per_week: float
    people: Mapping[str, int]
    facts: tuple[Supposed, ...]
    steps: Mapping[str, StepTime]


@dataclass(frozen=True)
class Service:
    """A service folder: one thing a person needs, made of one or more items."""

    id: str
    version: str
    status: str  # in_use | suspended | draft
    sector: str  # B subsistence, C environment, D safety, E development (the model's A is all of them)
    domain: str  # education, health, … (R3-R5, R20)
    events: tuple[str, ...]  # life and business events: texts events.<id>
    audience: tuple[str, ...]
    lead: str  # unit id of the lead unit (牽頭)
    effective_from: str
    items: tuple[Item, ...]
    guiding: tuple[Guiding, ...]
    form: tuple[Page, ...]
    process: Process
    laws: tuple[DecisionModel, ...]  # the rules by validity, one of them for each day
    texts: Texts
    counting: Counting
    public_value: str  # text key
    proactive: Proactive | None = None
    joint_limit: Limit | None = None  # of all items together (行政許可法 arts. 26 and 42)
    assumptions: Assumptions | None = None
    reforms: tuple[Reform, ...] = ()
    library: tuple[Process, ...] = ()  # processes of the file that call activities name
    digest: str = ""  # SHA-256 over the folder's files: what catalogue pins
    files: Mapping[str, bytes] = field(default_factory=dict)

    def say(self, key: str, locale: str) -> str:
        """The sentence for `key`; raises KeyError when the pack lacks it (the checker forbids that)."""
        return self.texts[locale][key]

    def law(self, day: date) -> DecisionModel:
        """The rules in force on that day; InputError, naming the nearest, when none are."""
        return in_force(self.laws, day)

    def reform(self, id: str) -> Reform | None:  # noqa: A002 - the pack's own word
        """The reform with this id, or None."""
        return next((one for one in self.reforms if one.id == id), None)

    def item(self, id: str) -> Item:  # noqa: A002 - the pack's own word
        """The item with this id; KeyError when the service has none."""
        return next_or_key_error(self.items, id)

    def nodes(self) -> tuple[Node, ...]:
        """Every node of the process and of those it calls."""
        return tuple(node for process in (self.process, *self.library) for node in process.nodes)


def next_or_key_error(items: tuple[Item, ...], wanted: str) -> Item:
    """Find by id, failing like a mapping."""
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
