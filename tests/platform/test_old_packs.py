"""A node whose stored place is of an older form says so when it starts, and what to do, not page by page."""

from __future__ import annotations

import io
import zipfile

import pytest

from minben.cli.city import readable_places
from minben.kernel.finding import InputError
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.models import Pack, PlaceInForce
from minben.platform.journal.queries import now

pytestmark = pytest.mark.django_db


def test_a_place_that_is_read_serves(city: str) -> None:
    assert catalogue.in_force()
    readable_places()


def test_an_old_stored_pack_is_named_with_what_to_do(city: str) -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w") as archive,
        zipfile.ZipFile(io.BytesIO(bytes(Pack.objects.get(pk=catalogue.in_force()).archive))) as today,
    ):
        for name in today.namelist():
            old = today.read(name).replace(b"promised_limit:", b"promise:")  # as an older form named it
            archive.writestr(name, old)
    digest = "0123456789ab" + "0" * 52
    Pack.objects.create(digest=digest, place="lanting", archive=packed.getvalue(), loaded_at=now())
    PlaceInForce.objects.create(pack=digest, since=now())
    with pytest.raises(InputError) as caught:
        readable_places()
    (finding,) = caught.value.findings
    assert "lanting" in finding.message
    assert "another version" in finding.message
    assert "minben place import" in finding.advice
    assert "promise" in finding.advice, "the first finding about its files"
