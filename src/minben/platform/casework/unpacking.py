"""Opening an archive package and proving what is in it, without any database. Serves whoever is handed a package.

A package is whole when every file has the digest that the manifest states, nothing is added or missing, and every
journal entry verifies against the checkpoint that came with it (RFC 9162).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass

from minben.kernel import ledger

MOST = 512 * 1024 * 1024  # bytes unpacked: a package that says more is no package of ours
OWN = ("README.txt", "case.json", "journal.jsonl", "checkpoint.txt", "manifest.txt")


@dataclass(frozen=True)
class Opened:
    """What a package holds. `faults`: file or line, and what is wrong with it; empty when everything is proved."""

    case: str
    files: int
    entries: int
    faults: tuple[tuple[str, str], ...]


def opened(content: bytes) -> Opened:
    """Read and prove a package. Never raises for a broken one: it says what is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST:
                return Opened("", 0, 0, (("package", "It unpacks to more than 512 MB."),))
            files = {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        return Opened("", 0, 0, (("package", f"It cannot be opened: {error}."),))
    missing = [(name, "This file is missing.") for name in OWN if name not in files]
    if missing:
        return Opened("", len(files), 0, tuple(missing))
    faults = [*_digests(files)]
    try:
        stated = json.loads(files["case.json"])
        number, suite = str(stated["number"]), str(stated.get("suite", "sha256"))
    except (ValueError, KeyError, TypeError):
        return Opened("", len(files), 0, (*faults, ("case.json", "It states no case.")))
    lines = files["journal.jsonl"].decode("utf-8", "replace").splitlines()
    faults += _proofs(lines, files["checkpoint.txt"], suite)
    return Opened(number, len(files), len(lines), tuple(faults))


def _digests(files: dict[str, bytes]) -> list[tuple[str, str]]:
    lines = files["manifest.txt"].decode("utf-8", "replace").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    faults = []
    for name in sorted((files.keys() | listed.keys()) - {"manifest.txt"}):
        if name not in files:
            faults.append((name, "The manifest lists it, and it is missing."))
        elif name not in listed:
            faults.append((name, "The manifest does not list it."))
        elif hashlib.sha256(files[name]).hexdigest() != listed[name]:
            faults.append((name, "It is not the file whose digest the manifest states."))
    return faults


def _proofs(lines: list[str], checkpoint: bytes, suite: str) -> list[tuple[str, str]]:
    try:
        _origin, size, root, *_ = checkpoint.decode().splitlines()
        total, head, kind = int(size), base64.b64decode(root), ledger.SUITES[suite]
    except (ValueError, KeyError, binascii.Error):
        return [("checkpoint.txt", "It is no checkpoint of a known suite.")]
    faults = [] if lines else [("journal.jsonl", "It holds no entry.")]
    for place, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            leaf = ledger.leaf_hash(base64.b64decode(entry["leaf"]), kind)
            path = [bytes.fromhex(step) for step in entry["path"]]
            holds = ledger.verify_inclusion(leaf, entry["number"], total, path, head, kind)
        except (ValueError, KeyError, TypeError, binascii.Error):
            holds = False
        if not holds:
            faults.append((f"journal.jsonl:{place}", "The entry does not verify against the checkpoint."))
    return faults
