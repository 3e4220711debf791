"""Keys in files of the node (demo, tests, small offices). Production points the setting at a hardware signer."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from minben.platform.journal.contrib.software import seals


class SoftwareSigner:
    """Ed25519 for signatures, AES-256-GCM for wrapping; both keys made at first use, readable by the owner only."""

    suite = "international"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._private = Ed25519PrivateKey.from_private_bytes(_secret(folder / "ed25519.key", 32))
        self._wrapping = AESGCM(_secret(folder / "wrapping.key", 32))

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        try:
            self._private.public_key().verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def verify_with(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        try:
            key = serialization.load_pem_public_key(public_key)
            if not isinstance(key, Ed25519PublicKey):
                return False
            key.verify(signature, message)
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            return False
        return True

    def public_key(self) -> bytes:
        return self._private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def wrap(self, key: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._wrapping.encrypt(nonce, key, b"minben subject key")

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:12], wrapped[12:], b"minben subject key")
        except InvalidTag as error:
            raise ValueError("The wrapped key was altered or belongs to another node.") from error

    def seal_pdf(self, pdf: bytes, reason: str) -> bytes:
        return seals.seal(self._folder, pdf, reason)

    def check_pdf(self, pdf: bytes) -> bool:
        return seals.check(self._folder, pdf)


def _secret(path: Path, size: int) -> bytes:
    """Read the secret, or make it once: O_EXCL lets exactly one of several starting processes win."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        secret = os.urandom(size)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret


@lru_cache
def signer(folder: str) -> SoftwareSigner:
    """The signer for this key folder."""
    return SoftwareSigner(Path(folder))
