"""An invented past for the demo city: applicants and officers who really go through the acts, at past moments.

Every entry says that it is imported history (it happened earlier than it was recorded). The people come from the
demo registers; delays are drawn from a seed, so the same city has the same past.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from minben.kernel import worktime
from minben.kernel.intake import Element, Source
from minben.kernel.pack import Place, Question
from minben.platform.casework import actions, intaking
from minben.platform.casework.models import Case, CaseItem, Draft, ItemStatus, Task
from minben.platform.casework.play import advice
from minben.platform.catalogue.queries import pinned, services
from minben.platform.exchange import actions as exchange
from minben.platform.identity.models import Post
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now

SEED = 353  # the year 永和九年, when people met at Lanting
CASES = {"open-a-restaurant": 70, "birth-of-a-child": 40, "elder-allowance": 60}
SPAN = timedelta(days=180)
LATELY, FIFTH = (
    timedelta(days=8),
    5,
)  # every fifth case came in lately, so that officers find work on their desks
NAMES = ("流觴小館", "曲水麵坊", "蘭渚茶樓", "修竹廚房", "惠風餐室", "暢敘酒家", "清流粥鋪", "崇山小灶")
PDF = b"%PDF-1.4\n% invented attachment of the demo city\n%%EOF\n"
# The share of the promised time an officer takes: a lognormal's median and spread, by authority; some break promises.
PACE = {"market-regulation": (0.5, 0.4), "fire-rescue": (0.7, 0.4), "urban-management": (0.6, 0.35)}
OPENS = time(9)
REVIEWED = 0.55  # share of the time to the decision after which the review is handed up
FIRST_LOOK = 0.35  # working days until somebody looks at what came in, on average
Step = Callable[[datetime], Iterator[tuple[datetime, "Step"]]]


def exists() -> bool:
    """Whether the tenant in force has cases already."""
    return Case.objects.exists()


@dataclass
class Past:
    """The demo's clock and dice."""

    tenant: str
    place: Place
    dice: np.random.Generator
    end: datetime
    asked: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # service -> register -> elements

    # --- when ---

    @property
    def closing(self) -> time:
        """Until when offices here receive; a place that has no such hour is worked in until midnight."""
        return self.place.counts.cutoff or time.max

    def office_hour(self, moment: datetime) -> datetime:
        """The first working moment at or after this one: from nine until the place's hour of receipt."""
        opens = self.opening(moment)
        return opens if opens == moment else opens.replace(minute=int(self.dice.integers(0, 60)))

    def opening(self, moment: datetime) -> datetime:
        """The same, at the full hour when it must wait for a morning."""
        zone = ZoneInfo(self.place.calendar.zone)
        local = moment.astimezone(zone)
        if local.time() >= self.closing or not worktime.is_workday(self.place.calendar, local.date()):
            return datetime.combine(worktime.add_workdays(self.place.calendar, local.date(), 1), OPENS, zone)
        return local if local.time() >= OPENS else datetime.combine(local.date(), OPENS, zone)

    def later(self, moment: datetime, workdays: float) -> datetime:
        """So many working days later, at some office hour."""
        zone = ZoneInfo(self.place.calendar.zone)
        whole = int(workdays)
        day = (
            worktime.add_workdays(self.place.calendar, moment.astimezone(zone).date(), whole)
            if whole
            else None
        )
        base = moment if day is None else datetime.combine(day, moment.astimezone(zone).time(), zone)
        return self.office_hour(base + timedelta(minutes=float(20 + (workdays - whole) * 420)))

    def pace(self, caseitem: CaseItem) -> float:
        """Working days this item's unit takes for a decision."""
        promised = (
            pinned(caseitem.case.pack, caseitem.case.service)[1].item(caseitem.item).promised_limit.value
        )
        median, spread = PACE.get(caseitem.authority, (0.5, 0.3))
        return float(max(promised, 1) * median * np.exp(spread * self.dice.standard_normal()))

    def first_look(self, moment: datetime) -> datetime:
        """When somebody looks at what came in: mostly the same day, rarely after days."""
        return self.later(moment, float(self.dice.exponential(FIRST_LOOK)))

    # --- who ---

    def citizen(self, person: str, name: str) -> Actor:
        return Actor(self.tenant, f"person-{person[-6:]}", person, name, ("citizen",))

    def officer(self, unit: str) -> Actor:
        posts = list(Post.objects.filter(unit=unit).order_by("code"))
        officers = [post for post in posts if "officer" in post.roles] or posts
        post = officers[int(self.dice.integers(0, len(officers)))]
        return Actor(self.tenant, post.account, "", "", tuple(post.roles), (unit,))

    # --- what they answer ---

    def registers(self, form: intaking.Form) -> dict[str, list[str]]:
        """The registers to which an applicant of the service says yes, each with what it is asked."""
        asked = self.asked.get(form.service.id)
        if asked is None:
            asked = self.asked[form.service.id] = form.registers()[0]
        return asked

    def answer(self, question: Question, person: str) -> str:
        """An invented answer that fits the element."""
        element = self.place.elements[question.element]
        for source in self.place.sources:
            if question.element in source.key:
                return self._key(source, question.element, person)
        return self._free(element)

    def _key(self, source: Source, element: str, person: str) -> str:
        """A key that a register knows, the person's own when there is one."""
        records = self.place.registers[source.register].records
        field_ = source.key[element]
        own = [record[field_] for record in records if person in record.values()]
        pool = own or [record[field_] for record in records]
        return pool[int(self.dice.integers(0, len(pool)))]

    def _free(self, element: Element) -> str:
        match element.type:
            case "choice":
                return str(self.dice.choice(list(element.choices)))
            case "boolean":
                return "true" if self.dice.random() < 0.7 else "false"
            case "number":
                low, high = float(element.minimum or 1), float(element.maximum or 400)
                return str(int(self.dice.integers(int(low) + 1, int(min(high, low + 240)) + 2)))
            case "date":
                return self.end.date().isoformat()
            case "phone":
                return "13800000000"
            case _:
                return str(self.dice.choice(NAMES))


def beginning(tenant: str, place: Place, seed: int) -> Past:
    """A past that ends now."""
    return Past(tenant, place, np.random.default_rng(seed), now())


def play(tenant: str, place: Place, *beginnings: Callable[[Past], tuple[datetime, Step]]) -> int:
    """Play the whole past in the order in which it happened; answers the number of cases.

    `beginnings` are further strands of the past (supervision), each with its first step.
    """
    past = beginning(tenant, place, SEED)
    order = count()
    steps = [*_arrivals(past), *(begin(past) for begin in beginnings)]
    agenda = [(moment, next(order), step) for moment, step in steps]
    heapq.heapify(agenda)
    while agenda:
        with transaction.atomic():  # many acts a commit: history needs no acknowledgement one by one
            for _ in range(min(40, len(agenda))):
                moment, _number, step = heapq.heappop(agenda)
                for when, following in step(moment):
                    if when < past.end:
                        heapq.heappush(agenda, (when, next(order), following))
                if not agenda:
                    break
    return Case.objects.count()


def _arrivals(past: Past) -> Iterator[tuple[datetime, Step]]:
    for found in services():
        people = applicants(past, found.id)
        for number in range(min(CASES.get(found.id, 10), len(people))):
            span = SPAN if number % FIFTH else LATELY
            moment = past.end - timedelta(seconds=float(past.dice.random() * span.total_seconds()))
            moment = moment.astimezone(ZoneInfo(past.place.calendar.zone)).replace(
                hour=int(past.dice.integers(8, 22))
            )
            if moment < past.end:
                yield moment, _application(past, found.id, *people[number])


def applicants(past: Past, service: str) -> list[tuple[str, str]]:
    """People of the register whom the service suits (never the demo's own citizens, who have no past)."""
    own = {citizen.person for citizen in past.place.citizens}
    people = {
        row["id_number"]: row for row in past.place.registers["population"].records if row["alive"] == "true"
    }
    year = past.end.year
    if service == "elder-allowance":
        chosen = [key for key, row in people.items() if int(row["birth_date"][:4]) < year - 78]
    elif service == "birth-of-a-child":
        chosen = [
            row["mother_id"] for row in past.place.registers["birth"].records if row["mother_id"] in people
        ]
    else:
        owners = {
            row["owner_id"]
            for row in past.place.registers["property"].records
            if row["usage"] == "commercial"
        }
        chosen = [key for key in people if key in owners and int(people[key]["birth_date"][:4]) > year - 65]
    chosen = [key for key in dict.fromkeys(chosen) if key not in own]
    past.dice.shuffle(chosen)
    return [(key, people[key]["name"]) for key in chosen]


def apply(past: Past, service: str, person: str, name: str, moment: datetime) -> str:
    """One applicant's whole way: begin, consent, let registers answer, answer the rest, send.

    Answers the case number; "" when the invented answers do not fit the service's form.
    """
    actor = past.citizen(person, name)
    draft = actions.start_draft(actor, service, at=moment)
    form = intaking.Form.of(Draft.objects.get(number=draft))
    actions.grant(actor, draft, past.registers(form), [], at=moment)  # each said yes to each
    answers = {guide.element: past.answer(Question(guide.element), person) for guide in form.service.guiding}
    actions.save(actor, draft, answers, at=moment)
    for _ in range(3):  # a key given on one page lets registers answer the next
        _fetch(past, actor, draft, moment)
        _answer(past, actor, draft, person, moment)
    if intaking.Form.of(Draft.objects.get(number=draft)).problems():
        return ""
    return actions.submit(actor, draft, at=moment)


def _application(past: Past, service: str, person: str, name: str) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        number = apply(past, service, person, name, moment)
        case = Case.objects.filter(number=number).first()
        actor = past.citizen(person, name)
        for task in Task.objects.filter(case=case, open=True):
            yield past.first_look(moment), _look(past, task.pk, actor)
        if case is not None and case.closed_at is not None:
            yield past.later(moment, 1), _rate(past, number, actor)

    return step


def _fetch(past: Past, actor: Actor, draft: str, moment: datetime) -> None:
    row = Draft.objects.get(number=draft)
    form = intaking.Form.of(row)
    order = [pair for pair in form.plan().fetched if pair[0] not in form.fetched]
    if order:
        found = exchange.fetch(
            actor, past.place, order, form.known(), consent=row.consent, person=actor.person,
            purpose=row.service, case=draft, at=moment,
        )  # fmt: skip
        actions.save(actor, draft, {}, fetched=found, at=moment)


def _answer(past: Past, actor: Actor, draft: str, person: str, moment: datetime) -> None:
    form = intaking.Form.of(Draft.objects.get(number=draft))
    answers = {}
    for page in form.service.form:
        for question in form.questions(page):
            if question.element in form.answers:
                continue
            if past.place.elements[question.element].type == "file":
                actions.attach(actor, draft, question.element, "附件.pdf", PDF, at=moment)
            else:
                answers[question.element] = past.answer(question, person)
    if answers:
        actions.save(actor, draft, answers, at=moment)


def _look(past: Past, task: int, applicant: Actor) -> Step:
    """An officer looks at what came in: accepts, or asks once for what is missing."""

    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        row = Task.objects.select_related("case", "caseitem__case").filter(pk=task, open=True).first()
        if row is None or row.caseitem.status != ItemStatus.RECEIVED:
            return
        officer = past.officer(row.unit)
        if past.dice.random() < 0.18 and not row.caseitem.corrections.exists():
            actions.request_correction(officer, task, ["請補交場所平面圖，標明操作間與出口。"], at=moment)
            yield (
                past.later(moment, 1 + past.dice.random() * 6),
                _mend(past, row.caseitem.pk, task, applicant),
            )
            return
        actions.accept(officer, task, at=moment)
        decided = past.later(moment, past.pace(row.caseitem))
        yield past.opening(moment + (decided - moment) * REVIEWED), _hand_up(past, task)
        yield decided, _decide(past, task, applicant)

    return step


def _hand_up(past: Past, task: int) -> Step:
    """The review is done: with its opinion the item goes to the head, where the item has a step of approval."""

    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        row = Task.objects.select_related("case", "caseitem").filter(pk=task, open=True).first()
        if row is None or row.caseitem.status != ItemStatus.ACCEPTED:
            return
        posts = Post.objects.filter(unit=row.unit).order_by("code")
        post = next((post for post in posts if "officer" in post.roles), posts[0])
        officer = Actor(past.tenant, post.account, "", "", tuple(post.roles), (row.unit,))
        with suppress(actions.Refusal):  # no such step
            actions.hand_up(officer, task, "材料齊全，建議按規定決定。", at=moment)
        yield from ()

    return step


def _mend(past: Past, caseitem: int, task: int, applicant: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        row = CaseItem.objects.select_related("case").get(pk=caseitem)
        actions.answer_correction(applicant, row.case.number, row.item, "已補交，請查收。", {}, at=moment)
        yield past.first_look(moment), _look(past, task, applicant)

    return step


def _decide(past: Past, task: int, applicant: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        row = Task.objects.select_related("case", "caseitem").filter(pk=task, open=True).first()
        if row is None or row.caseitem.status != ItemStatus.ACCEPTED:
            return
        officer = past.officer(row.unit)
        denied = past.dice.random() < 0.06
        advised = advice(row.case, row.caseitem.item)
        if advised in ("granted", "denied"):  # officers mostly do as the rule says
            denied = (advised == "denied") == (past.dice.random() < 0.94)
        before = set(Task.objects.filter(case=row.case).values_list("pk", flat=True))
        actions.decide(
            officer,
            task,
            "denied" if denied else "granted",
            "現場條件不符合規定。" if denied else "",
            at=moment,
        )
        for fresh in Task.objects.filter(case=row.case, open=True).exclude(pk__in=before):
            yield past.first_look(moment), _look(past, fresh.pk, applicant)
        if Case.objects.get(pk=row.case_id).closed_at is not None:
            yield past.later(moment, 1 + past.dice.random() * 3), _rate(past, row.case.number, applicant)

    return step


def _rate(past: Past, case: str, applicant: Actor) -> Step:
    def step(moment: datetime) -> Iterator[tuple[datetime, Step]]:
        if past.dice.random() < 0.6:
            stars = int(past.dice.choice([5, 4, 3, 2, 1], p=[0.5, 0.3, 0.12, 0.05, 0.03]))
            actions.rate(applicant, case, stars, at=moment)
        if past.dice.random() < 0.05:
            actions.complain(applicant, case, "等了很久，沒有人告訴我進度。", at=moment)
        yield from ()

    return step
