"""Real media and certificates, tiny: what a film is signed with and made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from PIL import Image

from engine import ffmpeg
from engine.proof import Identity, SignedPart, anchors, identity, sign
from engine.proof.authority import issue_root
from engine.proof.certificate import Credential, PrivateKey
from schemas.film import Part
from schemas.production import SigningSettings

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@dataclass(frozen=True)
class Media:
    """A film as it comes from the encoder, and files that it could be made from."""

    film: Path
    take: Path
    photo: Path
    other_photo: Path
    voice: Path
    music: Path


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    folder = tmp_path_factory.mktemp("media")
    test, sine = ("-f", "lavfi", "-i"), "sine=duration=0.5"
    made = Media(
        film=folder / "film.mp4",
        take=folder / "take.mp4",
        photo=folder / "photo.jpg",
        other_photo=folder / "other.png",
        voice=folder / "voice.wav",
        music=folder / "music.m4a",
    )
    picture = "testsrc2=size=128x72:rate=12:duration=1"
    film = [*test, picture, *test, sine, *X264, "-c:a", "aac", "-movflags", "+faststart"]
    ffmpeg.run([*film, str(made.film)], what="a film")
    ffmpeg.run([*test, picture, *X264, "-frames:v", "6", str(made.take)], what="a take")
    ffmpeg.run([*test, sine, str(made.voice)], what="a voice")
    ffmpeg.run([*test, sine, "-c:a", "aac", str(made.music)], what="music")
    Image.radial_gradient("L").convert("RGB").save(made.photo)
    Image.linear_gradient("L").save(made.other_photo)
    return made


@pytest.fixture(scope="session")
def config_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("config")


@pytest.fixture(scope="session")
def developer(config_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return identity(SigningSettings(), tmp_path_factory.mktemp("base"), config_folder)


@pytest.fixture(scope="session")
def trusted(config_folder: Path, developer: Identity) -> str:
    assert "not for production" in developer.name
    return anchors(config_folder)


@pytest.fixture(scope="session")
def animatic(media: Media) -> tuple[SignedPart, ...]:
    """Photos under a moving camera, a formant voice, a synthesised bed: no model anywhere."""
    return (
        shot(media, "opening"),
        photo(media.photo, "photo.jpg"),
        SignedPart(
            Part(kind="voice", title="narration", source_type="algorithmicMedia", made_by="espeak"),
            media.voice,
            "audio/wav",
        ),
        SignedPart(
            Part(kind="music", title="bed", source_type="algorithmicMedia"),
            media.music,
            "audio/mp4",
        ),
    )


@pytest.fixture(scope="session")
def signed(
    media: Media,
    animatic: tuple[SignedPart, ...],
    developer: Identity,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The film, signed by the development authority; tests copy it before they change it."""
    target = tmp_path_factory.mktemp("signed") / "signed.mp4"
    sign(media.film, target, title="A film", parts=animatic, identity=developer)
    return target


def shot(media: Media, title: str, source_type: str = "composite") -> SignedPart:
    part = Part(kind="shot", title=title, source_type=source_type, made_by="a renderer")
    return SignedPart(part, media.take, "video/mp4")


def photo(path: Path, title: str, source_type: str = "") -> SignedPart:
    mime = "image/png" if path.suffix == ".png" else "image/jpeg"
    return SignedPart(Part(kind="picture", title=title, source_type=source_type), path, mime)


@dataclass(frozen=True)
class Own:
    """A certificate of the user's own in `folder`, its settings, and the root that issued it."""

    folder: Path
    settings: SigningSettings
    root: Path


NewCertificate = Callable[..., Own]


@pytest.fixture
def own_certificate(tmp_path: Path) -> NewCertificate:
    return lambda **wanted: issue(tmp_path, **wanted)


def issue(
    folder: Path,
    *,
    purpose: ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION,
    key: PrivateKey | None = None,
    days: tuple[int, int] = (-1, 30),
    digital_signature: bool = True,
    self_signed: bool = False,
    timestamp_url: str | None = None,
) -> Own:
    now = datetime.now(UTC)
    root: Credential = issue_root(now)
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example Trading Ltd")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if self_signed else root.leaf.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=digital_signature,
                content_commitment=not digital_signature,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()),
            critical=False,
        )
        .sign(root.key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "own.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "own-root.pem").write_bytes(root.leaf.public_bytes(pem))
    (folder / "own.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    settings = SigningSettings(certificate="own.pem", key="own.key", timestamp_url=timestamp_url)
    return Own(folder, settings, folder / "own-root.pem")


KEYS: dict[str, Callable[[], PrivateKey]] = {
    "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ps256": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}
