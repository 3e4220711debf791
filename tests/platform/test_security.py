"""Security requirements that a test can hold: docs/reference/security.md names each with its number."""

from __future__ import annotations

import ast
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from minben.platform.casework.actions.files import media_type, plain_name
from minben.platform.casework.actions.refusal import Refusal
from minben.platform.identity import safety
from minben.platform.identity.models import Account
from minben.platform.identity.rights import MATRIX

pytestmark = pytest.mark.django_db
PLATFORM = Path(__file__).resolve().parents[2] / "src/minben/platform"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def sources() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in PLATFORM.rglob("*.py")]


# --- what the browser is told ---


def test_every_page_comes_with_strict_headers(city: str) -> None:
    for path in ("/", "/openness/", "/identity/sign-in/", "/no-such-page/"):
        answer = Client().get(path)
        policy = answer["Content-Security-Policy"]
        for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, path
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "charset=utf-8" in answer["Content-Type"]


def test_pages_of_somebody_signed_in_are_kept_by_no_browser(city: str, sign_in: Callable) -> None:
    client = sign_in("citizen-wang")
    for path in ("/", "/space/", "/services/elder-allowance/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    assert "no-store" not in Client().get("/openness/").get("Cache-Control", "")


def test_transport_security_is_declared_behind_a_proxy_with_tls() -> None:
    """A process of its own: settings are read once."""
    import os
    import subprocess
    import sys

    names = (
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "DEBUG",
    )
    asked = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names}))"
    told = {**os.environ, "MINBEN_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "minben.platform.settings"}
    told["PYTHONPATH"] = str(PLATFORM.parents[1])
    told.pop("MINBEN_DEBUG", None)
    done = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["31536000", "__Host-session", "True", "True", "False"]


# --- sessions ---


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(city: str) -> None:
    client = Client()
    client.post("/identity/choose/", {"tenant": "lanting"})
    session = client.session
    session["tenant"] = "lanting"
    session.save()
    before = client.session.session_key
    client.cookies[django_settings.SESSION_COOKIE_NAME] = before
    client.post("/identity/sign-in/", {"account": "citizen-wang"})
    inside = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert inside != before, "a session planted before signing in is worth nothing"
    assert client.get("/space/").status_code == 200
    answer = client.post("/identity/sign-out/")
    assert "cache" in answer["Clear-Site-Data"]
    stolen = Client()
    stolen.cookies[django_settings.SESSION_COOKIE_NAME] = inside
    assert stolen.get("/space/").status_code == 302, "the old cookie is dead on the server too"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(city: str) -> None:
    client = Client()
    client.post("/identity/sign-in/", {"account": "citizen-wang"})
    client.get("/feedback/")
    client.post("/design/look/", {"size": "large"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    assert django_settings.SESSION_COOKIE_AGE <= 8 * 3600


def test_no_form_is_accepted_from_another_site(city: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/identity/sign-in/", "/feedback/", "/design/look/", "/identity/sign-out/"):
        assert client.post(path, {"account": "citizen-wang"}).status_code == 403, path


def test_after_signing_in_nobody_is_sent_to_another_site(city: str) -> None:
    for there in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = Client().post("/identity/sign-in/", {"account": "citizen-wang", "next": there})
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
        assert not answer["Location"].startswith("javascript")


@pytest.mark.demonstrates("R144")
def test_failed_sign_ins_are_slowed_down(city: str) -> None:
    client = Client()
    for _ in range(safety.FAILURES):
        assert client.post("/identity/sign-in/", {"account": "guess"}).status_code == 404
    answer = client.post("/identity/sign-in/", {"account": "citizen-wang"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == safety.WINDOW
    assert (
        Client(REMOTE_ADDR="10.0.0.9").post("/identity/sign-in/", {"account": "citizen-wang"}).status_code
        == 302
    )
    forged = client.post(
        "/identity/sign-in/", {"account": "citizen-wang"}, headers={"x-forwarded-for": "10.0.0.9"}
    )
    assert forged.status_code == 429, "a header of the client is no address"


def test_an_account_that_is_closed_is_out_at_once(city: str, sign_in: Callable) -> None:
    client = sign_in("officer-fang")
    assert client.get("/workbench/").status_code == 200
    Account.objects.filter(username="officer-fang").update(is_active=False)
    assert client.get("/workbench/").status_code == 302


# --- rights ---


def views(patterns: list, before: str = "") -> list[tuple[str, Callable]]:
    found: list[tuple[str, Callable]] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += views(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append((before + str(one.pattern), one.callback))
    return found


def filled(pattern: str) -> str:
    """An address of this pattern with invented values."""
    numbers = re.sub(r"<int:\w+>", "1", pattern)
    return "/" + re.sub(r"<\w+:\w+>", "x", numbers)


def test_nobody_without_a_right_gets_a_page_by_its_address(city: str, sign_in: Callable) -> None:
    """Every address of the platform, asked by a stranger and by a citizen: what is not theirs is never served."""
    stranger, citizen, asked = Client(), sign_in("citizen-other"), 0
    for pattern, view in views(get_resolver().url_patterns):
        cell = MATRIX[view.access]
        if "anonymous" in cell:
            continue
        answer = stranger.get(filled(pattern))
        if answer.status_code == 404:  # the invented value does not fit the address
            continue
        assert answer.status_code == 302, pattern
        assert answer["Location"].startswith("/identity/sign-in/"), pattern
        asked += 1
        if "citizen" not in cell:
            assert citizen.get(filled(pattern)).status_code == 403, pattern
    assert asked > 80


@pytest.mark.demonstrates("R144")
def test_what_is_refused_is_logged_without_content_and_without_forged_lines(
    city: str, sign_in: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "minben.security"):
        sign_in("citizen-wang").get("/oversight/figures/", {"q": "990102199005129013"})
        Client().post("/identity/sign-in/", {"account": "x\nforged"})
        Client().post("/identity/sign-in/", {"account": "citizen-lin"})
    lines = [record.getMessage() for record in caplog.records if record.name == "minben.security"]
    told = [json.loads(line) for line in lines]
    assert [one["event"] for one in told] == ["refused", "sign-in failed", "signed in"]
    assert told[0]["who"] == "citizen-wang"
    assert told[0]["cell"] == "figures read"
    assert all("\n" not in line and "9901021990" not in line for line in lines)


def test_methods_nobody_uses_are_refused(city: str) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT"):
        assert Client().generic(method, "/").status_code == 405


# --- what people type and give ---


def test_markup_typed_by_somebody_is_text(city: str) -> None:
    client = Client()
    for page in (
        f"/?q={SCRIPT}",
        f"/?department={SCRIPT}",
        f"/verify/?q={SCRIPT}",
        f"/feedback/?missing={SCRIPT}",
    ):
        assert SCRIPT not in client.get(page).content.decode(), page
    told = client.post("/feedback/", {"text": SCRIPT, "mood": "", "page": SCRIPT, "key": "x"}, follow=True)
    assert SCRIPT not in told.content.decode()


@pytest.mark.demonstrates("R144")
def test_files_are_what_their_bytes_say_and_their_names_are_no_paths() -> None:
    for content in (b"<html><script>", b"MZ\x90", b"PK\x03\x04", b"", b"GIF89a", b"<svg onload=alert(1)>"):
        with pytest.raises(Refusal, match=r"upload\.type"):
            media_type(content)
    with pytest.raises(Refusal, match=r"upload\.size"):
        media_type(b"%PDF-" + bytes(django_settings.MINBEN_UPLOAD_LIMIT))
    for name in (
        "../../etc/passwd",
        "a\\b",
        'x"; filename=evil.exe',
        "a\r\nSet-Cookie: x",
        "\x00",
        "x" * 999,
    ):
        kept = plain_name(name)
        assert not set(kept) & set('/\\"\r\n\x00')
        assert 0 < len(kept) <= 200


def test_an_error_tells_nothing_about_the_machine(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from minben.platform.catalogue import queries

    def breaks() -> list:
        raise RuntimeError(f"secret at {PLATFORM}")

    monkeypatch.setattr(queries, "services", breaks)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


# --- what the program never does ---


def test_the_platform_runs_no_text_as_code_and_starts_no_shell() -> None:
    wrong: list[str] = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name in (
                "eval",
                "exec",
                "compile",
                "os.system",
                "os.popen",
                "pickle.loads",
                "yaml.load",
                "marshal.loads",
            ):
                wrong.append(f"{path.name}:{node.lineno} {name}")
            if any(word.arg == "shell" for word in node.keywords):
                wrong.append(f"{path.name}:{node.lineno} shell")
    assert not wrong


def test_statements_of_the_database_take_values_as_parameters() -> None:
    """No statement is put together from values: text given to execute() is constant, or made of constants."""
    wrong: list[str] = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                (".extra", "RawSQL", "objects.raw")
            ):
                wrong.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("cursor.execute"):
                made = node.args[0]
                joined = isinstance(made, (ast.BinOp, ast.JoinedStr)) or ".format" in ast.unparse(made)
                names = (
                    {part.id for part in ast.walk(made) if isinstance(part, ast.Name)} if joined else set()
                )
                if not all(name.isupper() or name in ("connection", "quoted") for name in names):
                    wrong.append(f"{path.name}:{node.lineno} {names}")
    assert not wrong


def test_secrets_of_chance_come_from_the_systems_source() -> None:
    """Codes that open something are made by `secrets`; dice with a seed are for the invented past alone."""
    for path, tree in sources():
        names = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert "random" not in names, path
        if "numpy" in names:
            assert {"training", "studio"} & set(path.parts), path
