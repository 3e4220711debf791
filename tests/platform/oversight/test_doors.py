"""Who may enter which page of oversight: leaders, inspectors, nobody else; never the neighbour's city."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from minben.platform.casework import actions as casework
from minben.platform.casework.models import Case, Rating, Trouble
from minben.platform.identity.actions import ensure_account
from minben.platform.identity.models import Post, Tenant
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.supervision import actions, queries
from minben.platform.supervision.models import Card, FollowUp, Inspection, Urging
from minben.platform.supervision.tasks import watch
from tests.platform.supervision.conftest import applicant, at, somebody, task_of

pytestmark = pytest.mark.django_db

LEADERS = ("figures", "look_at", "cases", "case", "cards", "card", "urgings", "urging", "ratings")
INSPECTORS = (
    *LEADERS,
    "rating",
    "inspection",
    "check",
    "sample",
    "signals",
    "readings",
    "complaints",
    "trail",
    "entry",
)


class Watched:
    """One of everything, and the address of its page."""

    def __init__(self, case: Case) -> None:
        inspector = somebody("inspector")
        self.case = case
        self.card = Card.objects.filter(case=case).first()
        self.urging = Urging.objects.get()
        self.follow_up = FollowUp.objects.get()
        self.check = Inspection.objects.get(number=actions.check_ledger(inspector))
        drawn = queries.sample("353", 1, [inspector.account], at(1), at(31))
        self.sample = Inspection.objects.get(number=actions.draw_sample(inspector, drawn))

    def address(self, name: str) -> str:
        args = {
            "case": [self.case.number], "trail": [self.case.number], "card": [self.card.number],
            "urging": [self.urging.number], "rating": [self.follow_up.pk], "check": [self.check.number],
            "sample": [self.sample.number], "entry": [1],
        }  # fmt: skip
        return reverse(f"oversight:{name}", args=args.get(name, []))


@pytest.fixture
def watched(sent: Callable[..., Case]) -> Watched:
    case = sent(at(3, 9))
    casework.accept(somebody("officer", "market-regulation"), task_of(case, "food_permit").pk, at=at(3, 10))
    watch(at(11, 9))
    Case.objects.filter(pk=case.pk).update(closed_at=at(12), status="completed")
    casework.rate(applicant(case), case.number, 1, at=at(12, 12))
    casework.complain(applicant(case), case.number, "Too slow.", at=at(12, 13))
    watch(at(12, 14))
    actions.urge(
        somebody("leader"), case.number, "food_permit", "market-regulation", "Decide.", at(13), at=at(12, 15)
    )
    return Watched(Case.objects.get(pk=case.pk))


@pytest.fixture
def neighbours(city: str) -> Callable[[str], Client]:
    """Somebody of the county next door with this role."""

    def sign_in(role: str) -> Client:
        account = ensure_account(f"next-{role}", name="鄰", home=Tenant.objects.get(pk="liushang"), demo=True)
        with scope("liushang"):
            Post.objects.get_or_create(
                code=f"next-{role}",
                defaults={"unit": "liushang-government-services", "account": account.username, "roles": [role],
                          "valid_from": now()},
            )  # fmt: skip
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_every_page_of_the_door_is_in_these_lists() -> None:
    routes = {pattern.name for pattern in get_resolver("minben.platform.oversight.urls").url_patterns}
    administrators = {"upkeep", "components", "settle", "migrations", "migration", "settle_plan"}
    assert routes == {*INSPECTORS, *administrators, "home", "head", "draw", "reply"}


@pytest.mark.parametrize("name", INSPECTORS)
def test_only_leaders_and_inspectors_enter(
    watched: Watched, sign_in: Callable, as_role: Callable, name: str
) -> None:
    address = watched.address(name)
    assert Client().get(address).status_code == 302, "a stranger is asked to sign in"
    for role in ("officer", "analyst", "administrator"):
        assert as_role(role).get(address).status_code == 403, role
    assert sign_in("citizen-wang").get(address).status_code == 403, "not even the applicant"
    assert as_role("leader").get(address).status_code == (200 if name in LEADERS else 403)
    assert as_role("inspector").get(address).status_code == 200


@pytest.mark.demonstrates("R102")
@pytest.mark.parametrize("name", ["case", "card", "urging", "rating", "check", "sample", "trail", "entry"])
def test_the_next_county_finds_nothing(watched: Watched, neighbours: Callable, name: str) -> None:
    address = watched.address(name) if name != "entry" else reverse("oversight:entry", args=[10**6])
    assert neighbours("inspector").get(address).status_code == 404
    expected = 404 if name in LEADERS else 403
    assert neighbours("leader").get(address).status_code == expected


def test_the_next_countys_lists_are_empty(watched: Watched, neighbours: Callable) -> None:
    page = neighbours("inspector")
    for name in ("cards", "urgings", "ratings", "complaints", "figures", "signals"):
        text = page.get(reverse(f"oversight:{name}")).content.decode()
        assert watched.case.number not in text


@pytest.mark.parametrize(("name", "args"), [("reply", "complaint"), ("draw", "")])
def test_only_inspectors_reply_and_draw(watched: Watched, as_role: Callable, name: str, args: str) -> None:
    number = watched.case.complaints.get().number
    address = reverse(f"oversight:{name}", args=[number] if args else [])
    for role in ("leader", "officer"):
        assert as_role(role).post(address, {"words": "Sorry."}).status_code == 403
    assert watched.case.complaints.get().replied_at is None
    assert as_role("inspector").get(address).status_code == 405, "reading it changes nothing"


def test_each_role_begins_where_its_work_is(watched: Watched, as_role: Callable) -> None:
    home = reverse("oversight:home")
    assert "群眾辦事的感受" in as_role("leader").get(home).content.decode()
    assert as_role("inspector").get(home).url == reverse("oversight:inspection")
    assert as_role("administrator").get(home).url == reverse("oversight:upkeep")
    assert as_role("administrator").get(reverse("oversight:upkeep")).status_code == 200
    assert as_role("leader").get(reverse("oversight:upkeep")).status_code == 403


def test_the_administrator_settles_what_could_not_go_on_and_nobody_else(
    watched: Watched, as_role: Callable, neighbours: Callable
) -> None:
    row = Trouble.objects.create(
        case=watched.case, kind="escalation", node="ask", code="help", since=now(), words="Too many files."
    )
    address = reverse("oversight:settle", args=["trouble", row.pk])
    said = {"what": "close", "reason": "The office has help now.", "key": "k"}
    for role in ("leader", "officer", "inspector", "analyst"):
        assert as_role(role).post(address, said).status_code == 403
    assert Client().post(address, said).status_code == 302
    neighbours("administrator").post(address, said)
    row.refresh_from_db()
    assert row.settled_at is None, "the next county's administrator finds nothing"
    page = as_role("administrator")
    text = page.get(reverse("oversight:upkeep")).content.decode()
    assert watched.case.number in text
    assert "Too many files." in text
    page.post(address, {**said, "reason": " ", "key": "first"})
    row.refresh_from_db()
    assert row.settled_at is None, "a reason is needed"
    page.post(address, said)
    row.refresh_from_db()
    assert row.reason == said["reason"]
    assert page.get(reverse("oversight:upkeep")).content.decode().count(watched.case.number) == 0
    assert page.post(reverse("oversight:settle", args=["else", 1]), said).status_code == 404


def test_leaders_see_no_personal_fact(watched: Watched, as_role: Callable) -> None:
    leader = as_role("leader")
    secret = Rating.objects.get().case.person
    for name in LEADERS:
        text = leader.get(watched.address(name)).content.decode()
        assert secret not in text
        assert "王小谷" not in text
