"""A loaded city and a client for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CITY = "lanting"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The demo city without its invented past, loaded once; every test's writes are rolled back."""
    from minben.platform.training.demo import load

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load(ROOT / "places" / "lanting", history=False, say=lambda _: None)


@pytest.fixture
def city(db: None) -> Iterator[str]:
    """The city's tenant, in scope."""
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        yield CITY


@pytest.fixture
def sign_in(db: None) -> Callable:
    """`sign_in("citizen-wang")` -> a Django client."""
    from django.test import Client

    from minben.platform.identity.queries import account

    def client(username: str) -> Client:
        found = account(username)
        assert found is not None, f"The demo has no account {username}."
        browser = Client()
        browser.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return client


@pytest.fixture
def as_citizen(sign_in: Callable) -> object:
    """The founder of a restaurant."""
    return sign_in("citizen-wang")


@pytest.fixture
def as_officer(sign_in: Callable, city: str) -> Callable:
    """`as_officer("fire-rescue")` -> a client of an officer of that unit."""
    from minben.platform.identity.models import Post

    def client(unit: str) -> object:
        posts = [post for post in Post.objects.filter(unit=unit).order_by("code") if "officer" in post.roles]
        return sign_in(posts[0].account)

    return client


@pytest.fixture
def as_role(sign_in: Callable, city: str) -> Callable:
    """`as_role("inspector")` -> a client of somebody who holds only that role in the city."""
    from minben.platform.identity.models import Post

    def client(role: str) -> object:
        posts = [post for post in Post.objects.order_by("code") if post.roles == [role]]
        return sign_in(posts[0].account)

    return client


@pytest.fixture
def submitted_case(city: str) -> object:
    """A restaurant case just sent by the demo's founder: four departments have their tasks."""
    return apply_for("open-a-restaurant", "citizen-wang")


def apply_for(service: str, username: str) -> object:
    """Send an application of a demo citizen with invented answers; the case."""
    from minben.platform.casework.models import Case
    from minben.platform.catalogue.queries import current_place
    from minben.platform.identity.queries import account
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import current_tenant
    from minben.platform.training import history

    person = account(username)
    assert person is not None
    past = history.beginning(current_tenant(), current_place(), seed=7)
    number = history.apply(past, service, person.person, person.name, now())
    assert number, "The invented answers did not fit the form."
    return Case.objects.get(number=number)
