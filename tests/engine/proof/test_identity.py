from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from engine.proof import Identity, SignedPart, anchors, identity, sign, verify
from schemas.errors import ProductionError
from schemas.production import SigningSettings
from tests.engine.proof.conftest import KEYS, Media, NewCertificate, Own


def of(own: Own) -> Identity:
    return identity(own.settings, own.folder, own.folder / "config")


def test_a_certificate_of_ones_own_signs_in_its_name(
    own_certificate: NewCertificate, media: Media, animatic: tuple[SignedPart, ...], tmp_path: Path
) -> None:
    own = own_certificate()
    target = tmp_path / "film.mp4"
    sign(media.film, target, title="A film", parts=animatic, identity=of(own))
    verdict = verify(target, anchors=anchors(tmp_path / "config", [own.root]))
    assert (verdict.state, verdict.signer) == ("Trusted", "Example Trading Ltd")
    assert of(own).name == "Example Trading Ltd"
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("algorithm", KEYS)
def test_other_kinds_of_key_sign_too(
    algorithm: str,
    own_certificate: NewCertificate,
    media: Media,
    animatic: tuple[SignedPart, ...],
    tmp_path: Path,
) -> None:
    own = own_certificate(key=KEYS[algorithm]())
    target = tmp_path / "film.mp4"
    sign(media.film, target, title="A film", parts=animatic, identity=of(own))
    assert of(own).algorithm == algorithm
    assert verify(target, anchors=own.root.read_text()).state == "Trusted"


@pytest.mark.parametrize("purpose", ["1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1"])
def test_certificates_for_documents_and_for_c2pa_are_trusted(
    purpose: str,
    own_certificate: NewCertificate,
    media: Media,
    animatic: tuple[SignedPart, ...],
    tmp_path: Path,
) -> None:
    own = own_certificate(purpose=ObjectIdentifier(purpose))
    target = tmp_path / "film.mp4"
    sign(media.film, target, title="A film", parts=animatic, identity=of(own))
    assert verify(target, anchors=own.root.read_text()).state == "Trusted"


def test_the_fingerprint_is_the_certificates_sha256(own_certificate: NewCertificate) -> None:
    own = own_certificate()
    certificate = x509.load_pem_x509_certificate((own.folder / "own.pem").read_bytes())
    der = certificate.public_bytes(serialization.Encoding.DER)
    assert of(own).fingerprint == hashlib.sha256(der).hexdigest()


def test_the_order_of_the_certificates_in_the_file_does_not_matter(
    own_certificate: NewCertificate,
) -> None:
    own = own_certificate()
    expected = of(own)
    chain = own.folder / "own.pem"
    chain.write_bytes(own.root.read_bytes() + chain.read_bytes())
    assert of(own) == expected


def test_a_file_that_is_not_there_is_named(own_certificate: NewCertificate) -> None:
    own = own_certificate()
    settings = own.settings.model_copy(update={"certificate": "gone.pem"})
    with pytest.raises(ProductionError, match=r"certificate cannot be read .*gone\.pem: No such"):
        identity(settings, own.folder, own.folder)


def test_a_key_of_another_certificate_is_refused(own_certificate: NewCertificate) -> None:
    older = own_certificate()
    (older.folder / "own.key").rename(older.folder / "older.key")
    settings = own_certificate().settings.model_copy(update={"key": "older.key"})
    with pytest.raises(ProductionError, match="key does not belong to the certificate"):
        identity(settings, older.folder, older.folder)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"days": (-30, -1)}, r"cannot sign films: it has expired .*own\.pem"),
        ({"days": (1, 30)}, "it is not valid yet"),
        ({"purpose": ExtendedKeyUsageOID.SERVER_AUTH}, "its extended key usage is none of"),
        ({"purpose": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}, "its extended key usage is none"),
        ({"digital_signature": False}, "its key usage is not that of a signer"),
        ({"self_signed": True}, "it is self-signed"),
        ({"key": ec.generate_private_key(ec.SECP256K1())}, "no signature algorithm"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_certificate_that_readers_would_refuse_is_refused(
    wrong: dict[str, object], message: str, own_certificate: NewCertificate
) -> None:
    with pytest.raises(ProductionError, match=message):
        of(own_certificate(**wrong))


@pytest.mark.parametrize("missing", ["certificate", "key"])
def test_a_certificate_and_its_key_come_together(
    missing: str, own_certificate: NewCertificate
) -> None:
    own = own_certificate()
    with pytest.raises(ProductionError, match=f"is set without `signing.{missing}`"):
        identity(own.settings.model_copy(update={missing: None}), own.folder, own.folder)


def test_an_encrypted_key_is_refused(own_certificate: NewCertificate) -> None:
    own = own_certificate()
    path = own.folder / "own.key"
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    with pytest.raises(ProductionError, match="key is encrypted"):
        of(own)


def test_a_file_without_a_certificate_is_refused(own_certificate: NewCertificate) -> None:
    own = own_certificate()
    (own.folder / "own.pem").write_text("-----BEGIN NONSENSE-----")
    with pytest.raises(ProductionError, match=r"not a certificate .*own\.pem"):
        of(own)


def test_the_private_key_is_in_no_text_or_log(
    developer: Identity, caplog: pytest.LogCaptureFixture
) -> None:
    secret = developer.key.get_secret_value().decode().splitlines()[1]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("signing as %s, %r", developer, replace(developer, name=""))
    texts = [repr(developer), str(developer), f"{developer.key}", caplog.text]
    assert "BEGIN" not in "".join(texts).replace("BEGIN CERTIFICATE", "")
    assert not any(secret in text for text in texts)


def test_the_timestamp_authority_is_the_settings_own(tmp_path: Path) -> None:
    settings = SigningSettings(timestamp_url="http://timestamp.example")
    assert identity(settings, tmp_path, tmp_path).timestamp_url == "http://timestamp.example"
