"""A pack on its way to another node: its bytes, its digest, a signature, and how running cases moved to it.

Serves operators who take a place from test to production. A parcel is believed only when its digest is right, its
signature is by this node or by a key that the operator names, and the pack in it is sound.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from minben.kernel.finding import InputError, refuse
from minben.kernel.pack import check_place
from minben.platform.catalogue.models import Pack
from minben.platform.journal.keys import signer

FILES = ("pack.zip", "parcel.json", "signature")
LIMIT = 500 * 1024 * 1024  # bytes of a pack, unpacked
EPOCH = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Parcel:
    """What was in a parcel that is believed."""

    digest: str
    place: str
    archive: bytes
    signed_by: str  # fingerprint
    plans: tuple[dict[str, Any], ...]  # migrations of running cases to this pack, as made where it comes from


def fingerprint(public_key: bytes) -> str:
    """What two people compare by telephone."""
    return hashlib.sha256(public_key.strip()).hexdigest()[:32]


def make(digest: str, plans: Sequence[dict[str, Any]] = ()) -> bytes:
    """The parcel of a stored pack, signed by this node; LookupError when the node has no such pack."""
    pack = Pack.objects.filter(pk=digest).first()
    if pack is None:
        raise LookupError(f"There is no pack {digest} on this node.")
    key = signer().public_key()
    said = {"digest": digest, "place": pack.place, "key": key.decode(), "plans": list(plans)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()
    parts = (bytes(pack.archive), text, signer().sign(text))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in zip(FILES, parts, strict=True):
            packed.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return buffer.getvalue()


def open_parcel(content: bytes, trusted: bytes = b"", file: str = "parcel") -> Parcel:
    """The parcel, if it is to be believed; InputError says why not. `trusted`: a key (PEM) that the operator names."""
    archive, text, signature = _parts(content, file)
    try:
        said = json.loads(text)
        digest, place, key = (str(said[name]) for name in ("digest", "place", "key"))
        plans = tuple(dict(one) for one in said["plans"])
    except (ValueError, KeyError, TypeError):
        raise refuse(file, "The parcel does not say what it holds.", "Ask for it again.") from None
    if hashlib.sha256(archive).hexdigest() != digest:
        raise refuse(
            file, "The pack is not the one that was signed: its digest differs.", "Ask for it again."
        )
    if not signer().verify_with(key.encode(), text, signature):
        raise refuse(file, "The signature is not by the key that the parcel names.", "Ask for it again.")
    if key.encode().strip() not in (signer().public_key().strip(), trusted.strip()):
        advice = "Compare the fingerprint with its node, then name the key with --trust."
        raise refuse(
            file, f"It is signed by {fingerprint(key.encode())}, which this node does not know.", advice
        )
    _sound(archive, place, file)
    return Parcel(digest, place, archive, fingerprint(key.encode()), plans)


def _parts(content: bytes, file: str) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if (
                sorted(packed.namelist()) != sorted(FILES)
                or sum(one.file_size for one in packed.infolist()) > LIMIT
            ):
                raise refuse(file, "This is no parcel of a pack.", "Make one with `minben place export`.")
            return [packed.read(name) for name in FILES]
    except zipfile.BadZipFile:
        raise refuse(file, "This is no parcel of a pack.", "Make one with `minben place export`.") from None


def _sound(archive: bytes, place: str, file: str) -> None:
    """Unpack it in a folder of its own and check it as any place is checked."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for one in packed.infolist():
            path = PurePosixPath(one.filename)
            if path.is_absolute() or ".." in path.parts:
                raise refuse(
                    file, f"The pack would write outside its folder: {one.filename}.", "Do not trust it."
                )
        if sum(one.file_size for one in packed.infolist()) > LIMIT:
            raise refuse(file, "The pack is larger than any place.", "Do not trust it.")
        root = Path(folder) / (PurePosixPath(place).name or "place")
        packed.extractall(root)
        errors = [finding for finding in check_place(root) if finding.severity == "error"]
    if errors:
        raise InputError(errors)
