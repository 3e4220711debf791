"""A pack goes from node to node: signed, believed for a reason, taken in once, with the plans of its migrations."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from benchmarks.packs import SERVICE, begin, publish
from minben.cli import app
from minben.kernel.finding import InputError
from minben.platform.casework import migrating
from minben.platform.casework.models import Case
from minben.platform.casework.tasks import apply_plan
from minben.platform.catalogue import parcels, queries
from minben.platform.catalogue.models import Pack
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import system
from tests.platform.casework.test_migrating import NEW, OLD

pytestmark = pytest.mark.django_db


def say(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["place", *words])
    assert done.exit_code == code, done.output
    return done.output


def rewritten(content: bytes, **parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.partition(".")[0], old.read(name)))
    return buffer.getvalue()


def test_taking_it_in_twice_changes_nothing(city: str, tmp_path: Path) -> None:
    file = tmp_path / "city.parcel"
    digest = queries.in_force()
    say("export", "--out", str(file))
    Pack.objects.filter(pk=digest).delete()
    assert "is taken in" in say("import", str(file))
    kept = Pack.objects.get(pk=digest)
    size = journal.size()
    assert "here already" in say("import", str(file), "--publish", "--migrate")
    assert Pack.objects.get(pk=digest).loaded_at == kept.loaded_at
    assert journal.size() == size
    assert parcels.make(digest) == file.read_bytes(), "the same pack gives the same parcel"


def test_a_parcel_that_was_tampered_with_is_refused_in_words(city: str) -> None:
    content = parcels.make(queries.in_force())
    for changed, said in (
        (b"no zip at all", "no parcel"),
        (rewritten(content, pack=b"x"), "digest differs"),
        (rewritten(content, signature=b"0" * 64), "signature is not"),
        (rewritten(content, parcel=b"{}"), "does not say what it holds"),
    ):
        with pytest.raises(InputError, match=said):
            parcels.open_parcel(changed)


def test_another_nodes_key_must_be_named(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    private = Ed25519PrivateKey.generate()
    other = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    class Other:
        def public_key(self) -> bytes:
            return other

        def sign(self, message: bytes) -> bytes:
            return private.sign(message)

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(parcels, "signer", Other)
        content = parcels.make(queries.in_force())
    with pytest.raises(InputError, match=parcels.fingerprint(other)):
        parcels.open_parcel(content)
    assert parcels.open_parcel(content, other).signed_by == parcels.fingerprint(other)


def test_an_unsound_pack_is_not_taken_in(city: str) -> None:
    digest = publish(OLD)  # its worked cases no longer fit
    with pytest.raises(InputError):
        parcels.open_parcel(parcels.make(digest))


def test_the_plans_of_its_migrations_travel_with_a_pack(city: str) -> None:
    old = publish(OLD)
    moved, waiting = begin(old), begin(old)
    plan = migrating.propose(SERVICE, old, publish(NEW))
    from minben.platform.casework.actions import migrate, undo_migration

    migrate(system(city), moved.number, plan)
    (said,) = migrating.made(plan.target)
    assert migrating.Plan(**said) == plan
    undo_migration(system(city), moved.number)
    assert migrating.made(plan.target) == []
    assert apply_plan(city, migrating.Plan(**said)) == {"moved": 2, "left": 0}
    assert Case.objects.get(pk=waiting.pk).flow == plan.target


def test_the_key_is_told_for_comparing(city: str, tmp_path: Path) -> None:
    told = say("key", "--out", str(tmp_path / "k"))
    assert parcels.fingerprint((tmp_path / "k").read_bytes()) in told
    assert "There is no pack nothing" in say(
        "export", "--out", str(tmp_path / "p"), "--pack", "nothing", code=2
    )
