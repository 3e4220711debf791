"""Worked cases: facts in; items, path, dates, outcome and reasons out. Tests that a lawyer can read and write.

Serves whoever answers for a service: a case names the article it shows and runs through the same rooms as a real
application (least form, decision, token game, working days).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from minben.kernel import decision, feel, process
from minben.kernel.finding import Finding, InputError
from minben.kernel.intake import Problem, check_answer, least_form
from minben.kernel.pack.case_time import EFFECT, CaseTime, Done
from minben.kernel.pack.decode import ABSENT, Decoder
from minben.kernel.pack.facts import SIGNED_IN, look_up, nest
from minben.kernel.pack.marks import Spot, read_marked
from minben.kernel.pack.model import Item, Law, Place, Service
from minben.kernel.worktime import NotAllowed

OUTCOMES = {  # act -> what became of the item
    "granted": "granted", "denied": "denied", "deem_granted": "granted", "refuse": "not_accepted",
    "terminate": "terminated", "withdraw": "withdrawn",
}  # fmt: skip


@dataclass(frozen=True)
class CaseAct:
    """What is done to an item.

    correct, answer (before acceptance); accept, accept_tolerant, supplement, deem_accepted; stop (a special
    procedure, with its `kind`), suspend, resume; extend, extend_joint (by `days` working days); transfer (`to` a unit);
    consult, opinion (of the unit `to`); hand_up (reviewed, to the head for approval); granted, denied, refuse (not
    accepted), deem_granted, terminate, withdraw; issue, deliver, deliver_refusal (then the remedies run); appeal (a
    reconsideration is filed), review_decided, sue; complain, reply. `refused`: the law forbids this act here, for this
    reason (NotAllowed.key, or `silence` where nothing follows from silence); nothing changes.
    """

    at: str  # local date and time, ISO 8601
    item: str
    act: str
    kind: str = ""
    days: int = 0
    to: str = ""
    reason: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Expected:
    """What must come out; what is left empty is not compared, except outcomes."""

    outcomes: Mapping[str, str]
    items: tuple[str, ...] = ()  # items in play, in the order in which they began
    asked: tuple[str, ...] = ()  # elements the applicant is asked, guiding questions first
    due: Mapping[str, str] = field(default_factory=dict)  # item -> last day of the promise
    statutory_due: Mapping[str, str] = field(default_factory=dict)
    # item (or `case`: of all together) -> running clock -> last day, or `stopped`
    clocks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # item (or `case`) -> running clock -> who has it
    holders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    path: tuple[str, ...] = ()  # rule, user and service tasks in the order in which they began
    open: tuple[str, ...] = ()  # tasks still open at the end; empty: the case has ended


@dataclass(frozen=True)
class Case:
    """One worked case: `facts` are what the applicant says; registers add the rest. `law` is what the case shows."""

    title: str
    law: tuple[Law, ...]
    submitted: str  # local date and time
    facts: Mapping[str, str]
    expect: Expected
    acts: tuple[CaseAct, ...] = ()


@dataclass(frozen=True)
class CaseResult:
    """Whether the case came out as expected, and each difference with its line. `case` is None when it cannot be read;
    `path` are the steps that began, in order; `rows` the rows of tables that matched: (decision, id of the rule).
    """

    file: str
    title: str
    findings: tuple[Finding, ...]
    case: Case | None = None
    path: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    rows: frozenset[tuple[str, str]] = frozenset()
    elements: frozenset[str] = frozenset()  # nodes and flows of the process passed

    @property
    def passed(self) -> bool:
        """No difference."""
        return not self.findings


def run_cases(service: Service, place: Place, folder: str = "") -> list[CaseResult]:
    """Run every `cases/*.yaml` of the service. `folder` precedes file names in findings."""
    names = sorted(name for name in service.files if PurePosixPath(name).parent == PurePosixPath("cases"))
    return [_run_file(service, place, f"{folder}/{name}".lstrip("/"), service.files[name]) for name in names]


def _run_file(service: Service, place: Place, file: str, content: bytes) -> CaseResult:
    findings: list[Finding] = []
    try:
        spot = read_marked(content, file)
    except InputError as error:
        return CaseResult(file, "", error.findings)
    case = Decoder(file, findings).record(Case, spot)
    if case is ABSENT:
        return CaseResult(file, "", tuple(findings))
    run = _Run(service, place, file, spot, case)
    try:
        run.play()
    except (ValueError, LookupError, process.Refused, feel.FeelError) as error:
        run.differ(("acts",), f"The case cannot be played: {error}", "Correct the acts or the facts.")
    said = case.title, tuple(run.findings), case, tuple(run.path)
    came = run.outcomes(), run.reasons(), frozenset(run.rows)
    return CaseResult(file, *said, *came, frozenset(run.journey.passed if run.journey else ()))


def case_facts(service: Service, place: Place) -> list[tuple[str, Mapping[str, Any]]]:
    """What each worked case tells the rules, registers included: (file name, facts). Unreadable cases are left out."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for name in sorted(
        name for name in service.files if PurePosixPath(name).parent == PurePosixPath("cases")
    ):
        spot = read_marked(service.files[name], name)
        case = Decoder(name, []).record(Case, spot)
        if case is not ABSENT:
            run = _Run(service, place, name, spot, case)
            run.answers(run.moment(case.submitted).date())
            found.append((name, run.facts))
    return found


@dataclass
class _Played:
    """What happened to one item."""

    outcome: str = ""


class _Run:
    """One case being played and compared."""

    def __init__(self, service: Service, place: Place, file: str, spot: Spot, case: Case) -> None:
        self.service, self.place, self.file, self.spot, self.case = service, place, file, spot, case
        self.findings: list[Finding] = []
        self.zone = ZoneInfo(place.calendar.zone)
        self.path: list[str] = []
        self.rows: set[tuple[str, str]] = set()
        self.journey: process.Journey | None = None
        self.items: dict[str, _Played] = {}
        self.time = CaseTime(place, service)
        self.facts: dict[str, Any] = {}

    @property
    def data(self) -> Mapping[str, Any]:
        """What the token game keeps."""
        return self.journey.state.data if self.journey else {}

    @property
    def open(self) -> Mapping[str, process.Node]:
        """Tasks that wait for somebody, by key."""
        return self.journey.open if self.journey else {}

    def differ(self, path: tuple[str, ...], message: str, advice: str) -> None:
        place = ".".join(path)
        self.findings.append(Finding(self.file, self.spot.line_at(*path), place, message, advice))

    def moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def play(self) -> None:
        submitted = self.now = self.moment(self.case.submitted)
        self.answers(submitted.date())
        self._laws()
        program = process.compile(self.service.process, library=self.service.library)
        counting = self.service.counting
        journey = process.Journey(program, submitted, self.place.calendar, counting, self._perform)
        self.journey = journey
        journey.tell(process.Started())
        for act in self.case.acts:
            self._act(act, journey)
        self._compare()

    # --- the form ---

    def answers(self, day: date) -> None:
        """The facts: what is said, and what registers add. Tells of answers that are wrong, missing or not needed."""
        said = dict(self.case.facts)
        self.law = self.service.law(day)
        for name, raw in said.items():
            self._fits(name, raw)
        plan = least_form(
            self._needs(self._items(nest(self.place.elements, said, day))),
            [SIGNED_IN],
            self.place.sources,
            {source.register for source in self.place.sources},
        )
        fetched = look_up(self.place, plan, said)
        self.facts = nest(self.place.elements, {**fetched, **said}, day)
        self._asked(plan.asked, {SIGNED_IN, *(name for name, _ in plan.fetched)}, said)

    def _fits(self, name: str, raw: str) -> None:
        element = self.place.elements.get(name)
        if element is None:
            self.differ(("facts", name), f"There is no element {name}.", "Name one of elements.yaml.")
        elif isinstance(problem := check_answer(element, raw), Problem):
            self.differ(("facts", name), f"{raw!r} does not fit: {problem.key}.", "Correct the answer.")

    def _items(self, facts: Mapping[str, Any]) -> list[Item]:
        """The items in play: those the decision `needed` names, or all."""
        if "needed" not in self.law.decisions:
            return list(self.service.items)
        wanted = self._evaluate("needed", facts).value
        return [item for item in self.service.items if isinstance(wanted, list) and item.id in wanted]

    def _needs(self, items: Iterable[Item]) -> list[str]:
        guiding = [question.element for question in self.service.guiding]
        return list(dict.fromkeys([*guiding, *(name for item in items for name in item.needs)]))

    def _asked(self, planned: tuple[str, ...], elsewhere: set[str], said: Mapping[str, str]) -> None:
        """What the form asks here: planned, on a page, and its condition true."""
        guiding = [question.element for question in self.service.guiding]
        asked = [name for name in guiding if name in planned]
        for page in self.service.form:
            for question in page.questions:
                if question.element in elsewhere or not self._applies(question.when):
                    continue
                if question.element not in planned:
                    message = f"The form asks {question.element}, which no item of this case needs."
                    self.differ(("facts",), message, "Give the question a condition (when).")
                asked.append(question.element)
                if question.required and question.element not in said:
                    self.differ(
                        ("facts",), f"The form asks {question.element}; the facts do not say it.", "Add it."
                    )
        self._same(("expect", "asked"), self.case.expect.asked, tuple(asked))

    def _applies(self, when: str) -> bool:
        return not when or feel.evaluate(feel.parse(when), feel.from_python(self.facts)) is True

    # --- the game ---

    def _perform(self, effect: process.Effect) -> process.Event | None:
        match effect:
            case process.Open(key, node) if node.kind == "service":
                self.path.append(node.id)
                return process.Completed(key, {f"{node.options.get('item', node.id)}_certificate": "issued"})
            case process.Open(_, node):
                self.path.append(node.id)
                name = node.options.get("item", node.id)
                self.items.setdefault(name, _Played())
                if "item" in node.options:
                    self.time.receive(self.service.item(name), self.now)
            case process.Ask(key, node):
                self.path.append(node.id)
                return process.Answered(key, self._decide(node))
            case _:
                pass
        return None

    def _decide(self, node: process.Node) -> Any:
        outcome = self._evaluate(node.options["decision"], {**self.facts, **self.data})
        value = decision.to_json(outcome.value)
        item = node.options.get("item", "")
        if item and value in ("granted", "denied"):
            self.items.setdefault(item, _Played()).outcome = str(value)
        return value

    def _evaluate(self, name: str, facts: Mapping[str, Any]) -> decision.Outcome:
        outcome = decision.evaluate(self.law, name, facts)
        self.rows.update((hit.decision, rule.id) for hit in outcome.trace for rule in hit.matched)
        return outcome

    def _act(self, act: CaseAct, journey: process.Journey) -> None:
        if act.item not in self.items or act.act not in EFFECT:
            raise ValueError(
                f"{act.item or 'An item'} is not in play, or {act.act!r} is none of {', '.join(EFFECT)}."
            )
        self.now = self.moment(act.at)
        journey.until(self.now)
        done = Done(act.act, self.now, act.kind, act.days, act.to, act.reason)
        if act.refused:
            self._refused(act, done)
            return
        self.time.do(self.service.item(act.item), done)
        if outcome := OUTCOMES.get(act.act):
            self.items[act.item].outcome = outcome
            self._goes_on(act.item, outcome, journey)

    def _goes_on(self, item: str, outcome: str, journey: process.Journey) -> None:
        """The process after a decision. To it, what was not accepted or ended is denied; when everything that was
        open is withdrawn it ends."""
        if outcome == "withdrawn":
            open_ = (node.options.get("item", "") for node in self.open.values())
            if all(self.items[name].outcome for name in open_ if name in self.items):
                journey.tell(process.Cancelled("withdrawn"))
            return
        key, node = self._task(item)
        told = outcome if outcome == "granted" else "denied"
        journey.tell(process.Completed(key, {node.options.get("result", item): told}))

    def _refused(self, act: CaseAct, done: Done) -> None:
        """The act must be forbidden, and for this reason."""
        found = ""
        try:
            self.time.do(self.service.item(act.item), done)
        except ValueError as error:
            found = error.key if isinstance(error, NotAllowed) else "silence"
        if found != act.refused:
            said = f"refused: {found}" if found else "allowed"
            message = f"{act.act} at {act.at} is {said}, not refused: {act.refused}."
            self.differ(("acts",), message, "Correct the case if the law says so.")

    def _task(self, item: str) -> tuple[str, process.Node]:
        for key, node in self.open.items():
            if node.options.get("item") == item:
                return key, node
        raise ValueError(f"No task of {item} is open.")

    # --- comparing ---

    def outcomes(self) -> dict[str, str]:
        """Item -> what was decided, for the items that are decided."""
        return {name: played.outcome for name, played in self.items.items() if played.outcome}

    def reasons(self) -> tuple[str, ...]:
        """The reasons given, in the order of the items."""
        return tuple(code for item in self.items for code in self.data.get(f"{item}_reasons") or [])

    def _compare(self) -> None:
        expect = self.case.expect
        self._same(("expect", "outcomes"), dict(expect.outcomes), self.outcomes())
        if expect.items:
            self._same(("expect", "items"), expect.items, tuple(self.items))
        if expect.path:
            self._same(("expect", "path"), expect.path, tuple(self.path))
        self._same(("expect", "open"), expect.open, tuple(node.id for node in self.open.values()))
        self._same(("expect", "reasons"), expect.reasons, self.reasons())
        for name, scope, days in (
            ("due", "promise", expect.due),
            ("statutory_due", "statutory", expect.statutory_due),
        ):
            for item, day in days.items():
                self._same(("expect", name, item), day, self.time.last_day(item, scope))
        for item, days in expect.clocks.items():
            self._same(("expect", "clocks", item), dict(days), self.time.open_days(_subject(item)))
        for item, units in expect.holders.items():
            self._same(("expect", "holders", item), dict(units), self.time.holders(_subject(item)))

    def _laws(self) -> None:
        for law in self.case.law:
            if law.id not in self.place.laws:
                self.differ(("law",), f"There is no law {law.id}.", "Name one of laws.yaml.")

    def _same(self, path: tuple[str, ...], expected: object, found: object) -> None:
        if expected != found:
            advice = "Correct the case if the law says so, else the service."
            self.differ(path, f"Expected {_shown(expected)}, found {_shown(found)}.", advice)


def _subject(item: str) -> str:
    """What a file calls `case` are the clocks of no item alone."""
    return "" if item == "case" else item


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(part) for part in value) + "]"  # pyright: ignore[reportUnknownVariableType]
    return str(value)
