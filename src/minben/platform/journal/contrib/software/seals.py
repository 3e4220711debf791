"""The node's electronic seal on PDF documents: its own authority, an ECDSA P-256 key, PAdES by pyHanko."""

from __future__ import annotations

import datetime as dt
import io
import os
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

# A seal's validity is a policy of the node, not a reading of a clock.
VALID_FROM = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
VALID_TO = dt.datetime(2044, 1, 1, tzinfo=dt.UTC)


def seal(folder: Path, pdf: bytes, reason: str) -> bytes:
    """Sign the PDF so that any later change shows."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name="Seal",
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    return signers.sign_pdf(writer, metadata, signer=_signer(str(folder))).getvalue()


def check(folder: Path, pdf: bytes) -> bool:
    """True only when our own seal covers the whole file and nothing was added (pyHanko's bottom line)."""
    certificate = load_cert_from_pemder(str(_certificate(folder)))
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(signatures) != 1:
            return False
        status = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[certificate]))
    except Exception:  # a damaged file can fail anywhere in the parser: it is then simply not our document
        return False
    *_, start, length = (int(number) for number in signatures[0].byte_range)
    return bool(status.bottom_line) and start + length == len(pdf)


@lru_cache(maxsize=4)
def _signer(folder: str) -> signers.SimpleSigner:
    certificate = _certificate(Path(folder))
    loaded = signers.SimpleSigner.load(str(certificate.with_name("seal.key.pem")), str(certificate))
    if loaded is None:
        raise RuntimeError(f"The seal in {folder} cannot be read.")
    return loaded


def _certificate(folder: Path) -> Path:
    """The seal's certificate file; made with its key at first use."""
    path = folder / "seal.cert.pem"
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Minben demo seal")])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "seal.key.pem", pem)
    _write(path, certificate.public_bytes(serialization.Encoding.PEM))
    return path


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
