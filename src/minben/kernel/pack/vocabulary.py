"""The closed lists of the implementation list (GB/T 39046 Annex A) and of the model of basic public services.

Serves the checker, and pages that group services by sector or domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from minben.kernel.pack.model import Service

ITEM_TYPES = frozenset(f"{code:02d}" for code in (*range(11), 20)) | frozenset({"11", "21"})
LEVELS = frozenset("1234567")
NATURES = frozenset("1239")
AUDIENCES = frozenset("123456")
FORMS = frozenset("12349")
CASE_TYPES = frozenset("129")
DEPTHS = frozenset("1234")
LICENCE = "01"

# The model of basic public services: B below, C left, D right, E above, A the whole of them at the centre.
SECTORS = ("B", "C", "D", "E")
SEVERITY = {"B": 1, "C": 2, "D": 2, "E": 3}  # 1 is the gravest gap: subsistence comes before development

# Domain -> group: social undertakings, public products and utilities, public institutions.
DOMAINS: Mapping[str, str] = {
    **dict.fromkeys(("education", "science", "culture", "health", "sport"), "social_undertakings"),
    **dict.fromkeys(("transport", "communications", "utilities"), "public_products"),
    **dict.fromkeys(
        ("employment", "distribution", "social_security", "welfare", "public_order"), "public_institutions"
    ),
}

ROLES = frozenset({"officer", "leader", "inspector", "analyst", "administrator"})
REGION_LEVELS = ("prefecture", "centre", "county", "township")
SHARING = frozenset({"unconditional", "conditional", "none"})
STATUSES = frozenset({"in_use", "suspended", "draft"})
REFORM_STATUSES = frozenset({"draft", "consultation", "adopted", "deployed", "rejected"})
ORIGINS = frozenset({"complaints", "suggestions", "survey", "hotline", "associations", "statistics"})
EFFECTS = frozenset({"powers", "posts", "work"})
# What a reform may promise: measure -> its unit. Those of ABOUT_ITEM are about one item of the service.
MEASURES: Mapping[str, str] = {
    "mean_days": "day",  # from sending the form to the end of the case
    "p90_days": "day",  # nine in ten cases end within
    "item_days": "day",  # from sending the form to the item's decision, on average
    "item_share": "percent",  # of cases in which the item is asked for
    "steps_by_hand": "step",  # done by a person, per case
}
ABOUT_ITEM = ("item_days", "item_share")
OPERATIONS = frozenset(
    [
        "eliminate",
        "merge",
        "parallelise",
        "reorder",
        "delegate",
        "automate",
        "substitute_by_data",
        "integrate",
    ]
)
RESULT_ENDINGS = {
    "证": "certificate",
    "文": "document",
    "批复": "approval",
}  # of the zh-Hans name of the result
REMEDIES = ("consult", "complain", "reconsideration", "litigation")
# What supervision can watch: condition -> what its threshold means ("" when it has none).
CONDITIONS: Mapping[str, str] = {
    "limit_used": "share of the limit",
    "step_overtime": "working days beyond the limit of the step",
    "denial_without_reasons": "",
    "opinion_overdue": "",
    "request_overdue": "",
    "follow_up_overdue": "",
    "urging_overdue": "",
}
CLOCKS = frozenset({"acceptance", "reply_to_correction", "promise", "statutory"})
COLOURS = frozenset({"yellow", "red"})
STEPS = (
    "accept",
    "review",
    "approve",
    "close",
    "deliver",
)  # steps that have a clock: their begin and end are recorded
PROFILE_PATTERNS = ("catalog_code", "task_code")

# Further fields of the implementation list (domain.md 1.4) that an item may carry under `more`.
MORE = frozenset(
    {
        "local_catalog_code",
        "local_task_code",
        "handling_item_code",
        "has_children",
        "parent_id",
        "is_template",
        "effective_to",
        "published_at",
        "data_source",
        "authority_division",
        "exercise_content",
        "entrusting_body",
        "handling_unit",
        "jurisdiction",
        "region_code",
        "town_code",
        "village_code",
        "process_online",
        "process_offline",
        "is_online",
        "online_url",
        "mobile_url",
        "sso_pc",
        "sso_mobile",
        "via_portal",
        "via_dept_system",
        "dept_system",
        "in_hall",
        "cross_region_scope",
        "kiosk",
        "express",
        "mail_in",
        "mail_out",
        "topics_person",
        "topics_org",
        "finance_flag",
        "result_sample",
        "has_intermediary",
        "intermediary_name",
        "penalty_scale",
        "licence_free",
        "proactive",
        "instant",
        "cross_province_mode",
    }
)


@dataclass(frozen=True)
class Gap:
    """A sector without any service in use; `severity` 1 is the gravest."""

    sector: str
    severity: int


def by_sector(services: Iterable[Service]) -> dict[str, tuple[str, ...]]:
    """Sector -> ids of services in use; A is all of B to E together."""
    found = {sector: tuple[str, ...]() for sector in ("A", *SECTORS)}
    for service in services:
        if service.status == "in_use":
            found[service.sector] += (service.id,)
            found["A"] += (service.id,)
    return found


def gaps(services: Iterable[Service]) -> list[Gap]:
    """Sectors that nothing covers, gravest first."""
    covered = by_sector(services)
    empty = [Gap(sector, SEVERITY[sector]) for sector in SECTORS if not covered[sector]]
    return sorted(empty, key=lambda gap: (gap.severity, gap.sector))
