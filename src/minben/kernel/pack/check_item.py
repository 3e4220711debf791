"""Rules about one item: codes, legal bases, limits and the published consistency rules (domain.md 1.5).

Serves the checker. R18 holds throughout: no basis, no obligation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import is_pattern, law_exists
from minben.kernel.pack.check_service import at, unknown
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Item, Law, Place, Service
from minben.kernel.pack.vocabulary import (
    AUDIENCES,
    CASE_TYPES,
    DEPTHS,
    FORMS,
    ITEM_TYPES,
    LEVELS,
    LICENCE,
    MORE,
    NATURES,
    REMEDIES,
    RESULT_ENDINGS,
)
from minben.kernel.worktime import Limit

_LIMITS = (
    "statutory_limit", "promised_limit", "acceptance_limit", "correction_limit", "supplement_limit", "delivery_limit"
)  # fmt: skip
DURATION = re.compile(r"P(\d+Y)?(\d+M)?(\d+D)?(?<!P)")

_DAYS = {
    "workday": 1.4,
    "day": 1.0,
    "hour": 1 / 24,
    "month": 30.0,
    "year": 365.0,
}  # for comparing across units
_ACCEPTANCE = 5  # 行政許可法 art. 32: within five days, else deemed accepted
_LISTS = {
    "item_type": ITEM_TYPES,
    "exercise_level": LEVELS,
    "authority_nature": NATURES,
    "case_type": CASE_TYPES,
    "online_depth": DEPTHS,
    "result_type": frozenset(RESULT_ENDINGS.values()),
}


def check_item(item: Item, service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about one item."""
    check = _Item(item, service, place, loaded)
    yield from check.codes()
    yield from check.bases()
    yield from check.limits()
    yield from check.visits()
    yield from check.fees()
    yield from check.rights()
    yield from check.result()
    yield from check.materials()


class _Item:
    """The rules, with the item at hand."""

    def __init__(self, item: Item, service: Service, place: Place, loaded: Loaded) -> None:
        self.item, self.service, self.place, self.loaded = item, service, place, loaded
        self.units = {unit.id: True for unit in place.units}

    def at(self, path: tuple[str, ...], message: str, advice: str) -> Finding:
        return at(self.loaded, ("items", self.item.id, *path), message, advice)

    def unknown(
        self, path: tuple[str, ...], value: str, known: dict[str, bool], what: str
    ) -> Iterator[Finding]:
        yield from unknown(self.loaded, ("items", self.item.id, *path), value, known, what)

    # --- codes and closed lists ---

    def codes(self) -> Iterator[Finding]:
        item = self.item
        for key in ("catalog_code", "task_code"):
            pattern = self.place.profile.get(key, "")
            if is_pattern(pattern) and not re.fullmatch(pattern, getattr(item, key)):
                message = f"{getattr(item, key)!r} does not fit the place's pattern {pattern}."
                yield self.at((key,), message, "Correct the code, or the pattern in the profile.")
        for key, known in _LISTS.items():
            value = getattr(item, key)
            yield from self.unknown((key,), value, dict.fromkeys(sorted(known), True), f"known {key}")
        for key, many in (("audience", AUDIENCES), ("handling_forms", FORMS)):
            for value in getattr(item, key):
                yield from self.unknown((key,), value, dict.fromkeys(sorted(many), True), f"known {key}")
        yield from self.unknown(("authority",), item.authority, self.units, "unit of the place")
        for unit in item.joint_authorities:
            yield from self.unknown(("joint_authorities",), unit, self.units, "unit of the place")
        for key in item.more:
            yield from self.unknown(
                ("more", key), key, dict.fromkeys(sorted(MORE), True), "implementation-list field"
            )
        yield from self._topics()

    def _topics(self) -> Iterator[Finding]:
        people, others = "1" in self.item.audience, bool(set(self.item.audience) - {"1"})
        for key, serves in (("topics_person", people), ("topics_org", others)):
            if key in self.item.more and not serves:
                message = f"{key} is given, but the audience has no such service object."
                yield self.at(("more", key), message, "Correct the audience or the topic.")
        if not self.item.audience:
            yield self.at(("audience",), "The item names no service object.", "Say whom it serves (A.4).")

    # --- R18: no basis, no obligation ---

    def bases(self) -> Iterator[Finding]:
        item = self.item
        if not item.legal_basis:
            yield self.at(("legal_basis",), "The item has no legal basis.", "Name the law, or drop the item.")
        for law in item.legal_basis:
            yield from self._law(("legal_basis",), law, "The item")
        for material in item.materials:
            yield from self._law(
                ("materials", material.id, "basis"), material.basis, f"The material {material.id}"
            )
        for fee in item.fees:
            yield from self._law(("fees", fee.id, "basis"), fee.basis, f"The fee {fee.id}")
        for stage in item.stages:
            path = ("stages", stage.id)
            if stage.basis is None:
                yield self.at(
                    path, f"The step {stage.id} has no legal basis.", "Name the law, or drop the step."
                )
            else:
                yield from self._law((*path, "basis"), stage.basis, f"The step {stage.id}")
        for remedy in item.remedies:
            if remedy.basis is not None:
                yield from self._law(
                    ("remedies", remedy.kind, "basis"), remedy.basis, f"The remedy {remedy.kind}"
                )
        if item.tacit_approval is not None:
            yield from self._law(("tacit_approval",), item.tacit_approval, "Approval by silence")

    def _law(self, path: tuple[str, ...], law: Law, what: str) -> Iterator[Finding]:
        if law.id not in self.place.laws:
            message = f"{what} rests on {law.id}, which is no law of the place."
            yield self.at(path, message, suggest(law.id, self.place.laws))

    # --- limits ---

    def limits(self) -> Iterator[Finding]:
        item = self.item
        for key in _LIMITS:
            limit: Limit | None = getattr(item, key)
            if limit is None:
                continue
            if limit.value < 0:
                yield self.at((key,), "A limit is not negative.", "Write 0 for at once.")
            if not law_exists(limit.basis, self.place):
                message = f"The limit has no legal basis that the place knows: {limit.basis!r}."
                yield self.at((key,), message, "Add basis: law-id article.")
        if _length(item.promised_limit) > _length(item.statutory_limit):
            message = "More time is promised than the law allows."
            yield self.at(("promised_limit",), message, "Promise at most the statutory limit.")
        if (item.case_type == "1") != (item.promised_limit.value == 0):
            message = "Handled at once (case type 1) and a promise of 0 go together."
            yield self.at(("case_type",), message, "Correct the case type or the promised limit.")
        if item.acceptance_limit.value > _ACCEPTANCE:
            message = "What is missing must be said within five days (行政許可法 art. 32)."
            yield self.at(("acceptance_limit",), message, "Shorten the acceptance limit.")
        if item.tolerance_allowed and item.supplement_limit is None:
            message = "What tolerance lets follow must follow within a limit."
            yield self.at(("tolerance_allowed",), message, "Add supplement_limit, with its basis.")
        if item.retention and not DURATION.fullmatch(item.retention):
            yield self.at(
                ("retention",), f"{item.retention!r} is no duration.", "Write P10Y, P30Y, or leave it out."
            )
        yield from self._stages()

    def _stages(self) -> Iterator[Finding]:
        item = self.item
        total = sum(_length(stage.limit) for stage in item.stages)
        if total > _length(item.promised_limit) + 1e-9:
            message = "The limits of the steps add up to more than the promise."
            yield self.at(("stages",), message, "Shorten the steps or lengthen the promise.")
        for stage in item.stages:
            yield from self.unknown(("stages", stage.id, "unit"), stage.unit, self.units, "unit of the place")
        if item.item_type == LICENCE and len(item.stages) < 5:
            message = f"A licence has at least five steps (受理 to 送達); this one has {len(item.stages)}."
            yield self.at(("stages",), message, "Add the missing steps.")
        if item.item_type == LICENCE and not item.faq:
            yield self.at(("faq",), "A licence has at least one frequent question.", "Add faq.")

    # --- visits, online, fees ---

    def visits(self) -> Iterator[Finding]:
        item, reason = self.item, f"items.{self.item.id}.onsite_reason"
        said = reason in self.loaded.own_texts["en"]
        if item.onsite_visits and not said:
            message = f"{item.onsite_visits} visits are asked without a reason."
            yield self.at(("onsite_visits",), message, f"Add the text {reason}, or ask no visit.")
        if not item.onsite_visits and said:
            yield self.at(
                ("onsite_visits",), "A reason for visits is given, but none is asked.", f"Drop {reason}."
            )
        if item.online_depth == "4" and item.onsite_visits:
            message = "Online from end to end (depth 4) and visits exclude each other."
            yield self.at(("online_depth",), message, "Correct the depth or the visits.")
        online, mail = item.more.get("is_online") == "true", item.more.get("mail_in") == "true"
        if not item.onsite_visits and not online and not mail:
            message = "Without visits and without online handling, papers must be accepted by mail."
            yield self.at(("more", "mail_in"), message, 'Set mail_in: "true", or is_online.')

    def fees(self) -> Iterator[Finding]:
        for fee in self.item.fees:
            if not re.fullmatch(r"\d+(\.\d+)?", fee.standard) or float(fee.standard) == 0:
                message = f"{fee.standard!r} is no amount."
                yield self.at(("fees", fee.id, "standard"), message, "Give the standard, or drop the fee.")
            if not fee.online_payment and self.item.online_depth == "4":
                message = "The item is online from end to end, but its fee cannot be paid online."
                yield self.at(("fees", fee.id, "online_payment"), message, "Set online_payment: true.")

    # --- rights, results, materials ---

    def rights(self) -> Iterator[Finding]:
        remedies = {remedy.kind: remedy for remedy in self.item.remedies}
        for remedy in self.item.remedies:
            path = ("remedies", remedy.kind)
            yield from self.unknown((*path, "kind"), remedy.kind, dict.fromkeys(REMEDIES, True), "remedy")
            if remedy.body not in self.units and remedy.body not in self.place.texts["en"]:
                message = f"{remedy.body!r} is neither a unit nor a text of the place."
                yield self.at((*path, "body"), message, "Say where to go.")
        for kind in REMEDIES:
            if kind not in remedies:
                yield self.at(
                    ("remedies",), f"The remedy {kind} is missing.", "Say where to go, and by when."
                )
            elif kind in ("reconsideration", "litigation") and remedies[kind].limit is None:
                message = f"It is not said until when {kind} is possible."
                yield self.at(("remedies", kind), message, "Add limit.")
            elif kind in ("consult", "complain") and remedies[kind].limit is not None:
                message = f"A limit of {kind} binds the office, and is the same for every item."
                yield self.at(
                    ("remedies", kind, "limit"), message, "State complaint_reply in supervision.yaml."
                )
        phones = [remedies[kind].phone for kind in ("consult", "complain") if kind in remedies]
        if not all(phones) or len(set(phones)) < len(phones):
            message = "Consulting and complaining need telephone numbers, and different ones."
            yield self.at(("remedies", "complain"), message, "Give each its own phone.")

    def result(self) -> Iterator[Finding]:
        name = self.service.texts["zh-Hans"].get(f"items.{self.item.id}.result", "")
        for ending, kind in RESULT_ENDINGS.items():
            if name.endswith(ending) and self.item.result_type != kind:
                message = f"The result {name} is a {kind}, not a {self.item.result_type}."
                yield self.at(("result_type",), message, f"Write {kind}.")

    def materials(self) -> Iterator[Finding]:
        for material in self.item.materials:
            path = ("materials", material.id)
            if material.issuing_body != "applicant":
                bodies = {**self.units, "applicant": True}
                yield from self.unknown(
                    (*path, "issuing_body"), material.issuing_body, bodies, "unit of the place"
                )
            if material.register:
                registers = dict.fromkeys(self.place.registers, True)
                yield from self.unknown((*path, "register"), material.register, registers, "register")
            if (material.medium == "system") != bool(material.register):
                message = (
                    "What the system obtains (medium: system) names the register, and nothing else does."
                )
                yield self.at((*path, "medium"), message, "Name the register, or correct the medium.")


def _length(limit: Limit) -> float:
    return limit.value * _DAYS[limit.unit]
