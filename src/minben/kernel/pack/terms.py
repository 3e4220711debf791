"""What each clock of an item counts, for whom, and how its law counts: from the pack's limits to the clocks' terms.

Serves casework and the worked cases alike, so that a lawyer's case and a real one are counted by one rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from minben.kernel.pack.model import Item, Place, Remedy, Service, Stage
from minben.kernel.pack.vocabulary import STEPS
from minben.kernel.worktime import APPLICANT, Limit, Terms

EXTENSION, JOINT_EXTENSION = 10, 15
"""行政許可法 art. 42: working days by which the head may extend once; for joint handling the government's head."""
APPEALS = ("reconsideration", "litigation")
AFTER_REVIEW = Limit(15, "day", "administrative-litigation-law 45")
"""行政訴訟法 art. 45: to go to court after a reconsideration, from the day its decision was received."""


def terms(place: Place, service: Service, item: Item) -> dict[str, Terms]:
    """Scope -> terms, for every scope whose limit the pack states."""
    return {
        scope: Terms(limit, holder, place.counting(limit, service))
        for scope, limit, holder in _stated(place, service, item)
        if limit is not None
    }


def _stated(place: Place, service: Service, item: Item) -> Iterator[tuple[str, Limit | None, str]]:
    notice = item.acceptance_limit
    yield "acceptance", notice if notice.value else None, item.authority
    yield "promise", item.promised_limit, item.authority
    yield "statutory", item.statutory_limit, item.authority
    yield "correction", item.correction_limit, APPLICANT
    yield "supplement", item.supplement_limit, APPLICANT
    for stage in item.stages:
        if stage.id in STEPS:
            yield f"step.{stage.id}", _based(stage), stage.unit
    yield "consultation", place.supervision.opinion, item.authority
    yield "delivery", item.delivery_limit, item.authority
    yield "joint", service.joint_limit, service.lead
    remedies: Mapping[str, Remedy] = {remedy.kind: remedy for remedy in item.remedies}
    for kind in APPEALS:
        yield kind, remedies[kind].limit if kind in remedies else None, APPLICANT
    if "litigation" in remedies:
        yield "litigation.review", AFTER_REVIEW, APPLICANT
    if "complain" in remedies:
        yield "complaint", place.supervision.complaint_reply, remedies["complain"].body


def _based(stage: Stage) -> Limit:
    """The limit of a step with the article that says so."""
    basis = f"{stage.basis.id} {stage.basis.article}".strip() if stage.basis else ""
    return replace(stage.limit, basis=stage.limit.basis or basis)


def case_terms(place: Place, service: Service) -> dict[str, Terms]:
    """Scope -> terms of what concerns a case as a whole: a complaint about it."""
    bodies = [remedy.body for item in service.items for remedy in item.remedies if remedy.kind == "complain"]
    limit = place.supervision.complaint_reply
    return {"complaint": Terms(limit, next(iter(bodies), service.lead), place.counting(limit, service))}
