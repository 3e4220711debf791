"""The running city's log in the reader's words: steps, departments, levels and officers by their names.

Logs from outside keep the words of their file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel.eventlog import Column, EventLog
from minben.kernel.finding import Finding
from minben.kernel.pack import named, process_names
from minben.kernel.process import Node, Process
from minben.platform.casework.eventlog import APPLICANT, OFFICER, RULES
from minben.platform.catalogue.queries import Published
from minben.platform.identity.queries import unit_names
from minben.platform.studio.refusals import in_words

TASKS = ("user", "service", "rule", "script")
OWN_WORDS = (
    "miner",
    "kind",
    "template",
    "rule",
)  # keys of an analysis whose values are the kernel's words, never codes of a service
CONTACTS = ("submit", "upload", "withdraw", "request_correction", "answer_correction", "issue")


def kinds_of_steps() -> dict[str, str]:
    """What each verb of the journal means, before the item's name."""
    return {
        "accept": _("Accepted: %(item)s"),
        "deem_accepted": _("Accepted by silence: %(item)s"),
        "request_correction": _("Correction asked for: %(item)s"),
        "answer_correction": _("Correction answered: %(item)s"),
        "stop": _("Clock stopped: %(item)s"),
        "resume": _("Clock resumed: %(item)s"),
        "extend": _("Limit extended: %(item)s"),
        "granted": _("Granted: %(item)s"),
        "denied": _("Denied: %(item)s"),
        "issue": _("Document issued: %(item)s"),
        "accept_tolerant": _("Accepted with something to follow: %(item)s"),
        "supplement": _("What was to follow supplied: %(item)s"),
        "not_accepted": _("Not accepted: %(item)s"),
        "suspend": _("Handling suspended: %(item)s"),
        "extend_joint": _("Limit of the whole extended: %(item)s"),
        "hand_up": _("Review done, handed up: %(item)s"),
        "transfer": _("Handed to another office: %(item)s"),
        "consult": _("Another office asked: %(item)s"),
        "answer_consultation": _("Another office answered: %(item)s"),
        "terminated": _("Ended without a decision: %(item)s"),
        "deliver": _("Delivered: %(item)s"),
        "propose": _("Proposed for a second person: %(item)s"),
        "recall": _("Recalled: %(item)s"),
        "revoke": _("Revoked: %(item)s"),
        "cancel": _("Cancelled: %(item)s"),
        "reconsideration": _("Reconsideration noted: %(item)s"),
        "litigation": _("Lawsuit noted: %(item)s"),
        "proceeding_ended": _("Proceeding ended: %(item)s"),
        "timer": _("Time limit reached: %(item)s"),
    }


def levels() -> dict[str, str]:
    """Levels of government."""
    return {
        "prefecture": _("Prefecture"),
        "centre": _("City centre"),
        "county": _("County"),
        "township": _("Township"),
    }


@dataclass(frozen=True)
class Words:
    """The names that a city's log needs, in one locale; none for a log that speaks for itself."""

    steps: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)  # of services, items, channels, states, levels
    columns: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # of gateways, events and ways in a pack's models

    @property
    def contacts(self) -> frozenset[str]:
        """Names of the steps in which office and applicant meet, write or wait for each other."""
        return frozenset(name for code, name in self.steps.items() if code.rpartition(".")[2] in CONTACTS)

    @classmethod
    def of(cls, published: Sequence[Published], locale: str) -> Words:
        """The words of these services and of the tenant's departments."""
        steps = {"submit": _("Submitted"), "withdraw": _("Withdrawn by the applicant")}
        steps |= {"case.end": _("Case closed"), "upload": _("File added")}
        for found in published:
            steps |= _steps(found, locale)
        units = unit_names(locale) | {APPLICANT: _("Applicant"), RULES: _("Decided by rule")}
        columns = {"service": _("Service"), "version": _("Version"), "channel": _("Channel")}
        states = {"in_handling": _("In handling"), "completed": _("Completed"), "withdrawn": _("Withdrawn")}
        states |= {
            "held": _("Held: the platform could not go on by itself"),
            "closed": _("Closed with a reason"),
        }
        states |= {"portal": _("Online"), "counter": _("At the counter"), "proactive": _("Offered")}
        states |= {"message": _("By a message of another case")}
        columns |= {"status": _("State"), "level": _("Level"), "item": _("Item")}
        names = {found.id: found.say("name", locale) for found in published}
        items = {
            item.id: found.say(f"items.{item.id}.name", locale)
            for found in published
            for item in found.service.items
        }
        values = {**names, **items, **states, **levels()}
        return cls(_distinct(steps), units, values, columns, _said(published, locale))

    def person(self, resource: str) -> str:
        """Who did it, still without a name."""
        kind, _space, number = resource.partition(" ")
        if kind == OFFICER and number:
            return _("Officer %(number)s") % {"number": number}
        return self.units.get(resource, resource)

    def log(self, log: EventLog) -> EventLog:
        """The log with everything a person reads in words; its columns keep their order."""
        if not self.steps:
            return log
        return replace(
            log,
            activities=tuple(self.steps.get(code, code) for code in log.activities),
            resources=tuple(self.person(name) for name in log.resources),
            event_columns=self._columns(log.event_columns),
            case_columns=self._columns(log.case_columns),
        )

    def process(self, process: Process) -> Process:
        """A discovered process with its steps and lanes in words."""
        nodes = tuple(replace(node, name=self.steps.get(node.name, node.name)) for node in process.nodes)
        lanes = {lane: self.units.get(name, name) for lane, name in process.lanes.items()}
        return replace(process, nodes=nodes, lanes=lanes)

    def deployed(self, process: Process) -> Process:
        """The process of a pack in the same words: its tasks by their ids, its lanes by their units."""
        nodes = tuple(
            replace(node, name=(node.kind in TASKS and self.steps.get(node.id)) or self._said(node.name))
            for node in process.nodes
        )
        flows = tuple(replace(flow, name=self._said(flow.name)) for flow in process.flows)
        lanes = {lane: self.units.get(lane, name) for lane, name in process.lanes.items()}
        return replace(process, nodes=nodes, flows=flows, lanes=lanes)

    def _said(self, name: str) -> str:
        return self.names.get(name, name)

    def told(self, value: Any) -> Any:
        """Plain values (an analysis) with every code that stands alone, or after a case's name, in words."""
        if isinstance(value, Mapping):
            return {key: inner if key in OWN_WORDS else self.told(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.told(inner) for inner in value]
        if not isinstance(value, str):
            return value
        case, colon, step = value.partition(": ")
        return f"{case}: {self.steps[step]}" if colon and step in self.steps else self._word(value)

    def _word(self, code: str) -> str:
        for known in (self.steps, self.columns, self.values):
            if code in known:
                return known[code]
        return self.person(code)

    def _columns(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        known = {**self.values, **self.units}
        named = {}
        for name, column in columns.items():
            values = column.values
            if column.type == "text":
                values = [None if value is None else known.get(str(value), str(value)) for value in values]
            named[self.columns.get(name, name)] = Column(column.type, values)
        return named


def _steps(found: Published, locale: str) -> dict[str, str]:
    service, steps = found.service, {}
    for item in service.items:
        name = {"item": found.say(f"items.{item.id}.name", locale)}
        steps |= {f"{item.id}.{verb}": text % name for verb, text in kinds_of_steps().items()}
    for node in service.process.nodes:
        said = named(node.name, service.texts[locale]) or node.id
        steps[f"{node.id}.timer"] = kinds_of_steps()["timer"] % {"item": said}
        steps[node.id] = _task(found, node, locale) or said
    return steps


def _task(found: Published, node: Node, locale: str) -> str:
    """A task of the deployed process, by what it does to its item; "" where its own name says it best."""
    item = node.options.get("item", "")
    own = named(node.name, found.service.texts[locale])
    name = {"item": found.say(f"items.{item}.name", locale) if item else own}
    if node.kind == "rule":
        return _("Checked by rule: %(item)s") % name
    if node.kind == "user" and item:
        return _("Decided: %(item)s") % name
    return kinds_of_steps()["issue"] % name if node.options.get("operation") == "issue" else ""


def _said(published: Sequence[Published], locale: str) -> dict[str, str]:
    """What the names of the services' models are in the reader's language."""
    return {
        name: told for found in published for name, told in process_names(found.service.texts[locale]).items()
    }


def _distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Names of codes; where two codes bear one name, the second says its code too."""
    found: dict[str, str] = {}
    for code, name in names.items():
        found[code] = name if name not in found.values() else f"{name} ({code})"
    return found


def refusal(finding: Finding) -> str:
    """One fault of an uploaded file: where it is, what it is, what to do."""
    where = []
    if finding.line:
        where.append(_("line %(line)s") % {"line": finding.line})
    if finding.place:
        where.append(_("field %(field)s") % {"field": finding.place})
    told = _("%(what)s %(advice)s") % {"what": in_words(finding.message), "advice": in_words(finding.advice)}
    return _("%(where)s: %(told)s") % {"where": _(", ").join(where), "told": told} if where else told


def policies() -> dict[str, str]:
    """What a table does when several rows match, in a sentence."""
    return {
        "UNIQUE": _("Exactly one row may match."),
        "ANY": _("Several rows may match if they say the same."),
        "FIRST": _("The first row that matches counts."),
        "PRIORITY": _("Of the rows that match, the result that ranks first counts."),
        "RULE ORDER": _("Every row that matches counts, in the order of the rows."),
        "OUTPUT ORDER": _("Every row that matches counts, in the order of the results."),
        "COLLECT": _("Every row that matches counts."),
    }


def acts() -> dict[str, str]:
    """What worked cases call the acts of offices and applicants."""
    return {
        "correct": _("More was asked for"),
        "answer": _("The applicant answered"),
        "accept": _("Accepted"),
        "accept_tolerant": _("Accepted, with something to follow"),
        "supplement": _("What was missing followed"),
        "deem_accepted": _("Counts as accepted, because the office was silent"),
        "stop": _("Clock stopped for a special procedure"),
        "suspend": _("Suspended"),
        "resume": _("Clock goes on"),
        "extend": _("Limit extended"),
        "transfer": _("Handed to another department"),
        "granted": _("Granted"),
        "denied": _("Denied"),
        "refuse": _("Not accepted"),
        "deem_granted": _("Counts as granted, because the office was silent"),
        "withdraw": _("Withdrawn by the applicant"),
        "deliver": _("Delivered"),
    }


def outcomes() -> dict[str, str]:
    """What can come out for an item."""
    return {"granted": _("Granted"), "denied": _("Denied")}
