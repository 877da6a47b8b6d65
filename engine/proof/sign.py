"""Sign: puts the proof into a finished film. It comes last; any remux would strip it.

It does not know how the film was made, nor whether anyone trusts the signer.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.files import replacing, sha256_of
from engine.proof.identity import Identity, offline_settings
from engine.proof.manifest import Ingredient, SignedPart, ingredient_claim, ingredients_of, manifest
from engine.proof.verify import is_remote
from schemas.errors import SigningError

if TYPE_CHECKING:
    import c2pa

__all__ = ["sign"]

_ONE_AT_A_TIME = threading.Lock()
"""c2pa's objects can end the process where threads share them; so each process signs one by one."""


def sign(
    unsigned: Path,
    target: Path,
    *,
    title: str,
    parts: Sequence[SignedPart],
    identity: Identity,
    edited: str = "",
) -> str:
    """Write `unsigned` (MP4) with its signed claim to `target`; the SHA-256 of what was written.

    It appears complete or not. `edited` says what was done to it by others than callsheet.

    Streams are copied as they are. Parts that carry a manifest of their own keep it, with what this
    machine found on checking it. Whether the result is trusted is for `verify` to say. Network only
    where the identity names a timestamp authority. Raises SigningError.
    """
    if not parts:
        remedy = "Name at least the shots that it was cut from."
        raise SigningError("A film without parts cannot be signed", title, remedy)
    ingredients = ingredients_of(parts)
    try:
        with replacing(target) as partial:
            with _ONE_AT_A_TIME:
                _embed(unsigned, partial, title, ingredients, identity, edited)
            digest = sha256_of(partial)
    except OSError as error:
        raise SigningError(
            f"The film {title!r} cannot be read or written to be signed",
            f"{error.filename}: {error.strerror}",
        ) from error
    return digest


def _embed(
    unsigned: Path,
    partial: Path,
    title: str,
    ingredients: Sequence[Ingredient],
    identity: Identity,
    edited: str,
) -> None:
    import c2pa  # noqa: PLC0415 - a native library of 30 MB

    claim = manifest(title, ingredients, when=datetime.now(UTC), edited=edited)
    try:
        info = c2pa.C2paSignerInfo(
            identity.algorithm,
            identity.certificates.encode(),
            identity.key.get_secret_value(),
            identity.timestamp_url,
        )
        with (
            c2pa.Context.from_dict(offline_settings()) as context,
            c2pa.Builder(claim, context) as builder,
            c2pa.Signer.from_info(info) as signer,
        ):
            for ingredient in ingredients:
                _add(builder, context, ingredient)
            with unsigned.open("rb") as source, partial.open("w+b") as signed:
                builder.sign(signer, "video/mp4", source, signed)
    except c2pa.C2paError as error:
        stamped = f", timestamps by {identity.timestamp_url}" if identity.timestamp_url else ""
        raise SigningError(
            f"The film {title!r} cannot be signed",
            f"{unsigned}, as {identity.name!r}{stamped}: {error}",
            "Check the film and the settings under `signing`.",
        ) from error


def _add(builder: c2pa.Builder, context: c2pa.Context, ingredient: Ingredient) -> None:
    import c2pa  # noqa: PLC0415 - a native library of 30 MB

    source = ingredient.source
    try:
        claim = ingredient_claim(ingredient, has_manifest=_has_manifest(source, context))
        with source.path.open("rb") as file:
            builder.add_ingredient(claim, source.mime, file)
    except c2pa.C2paError as error:
        raise SigningError(
            f"The ingredient {source.part.title!r} cannot be listed",
            f"{source.path}, {source.mime}: {error}",
            "Where its own C2PA manifest is damaged, export the file again without it.",
        ) from error


def _has_manifest(source: SignedPart, context: c2pa.Context) -> bool:
    import c2pa  # noqa: PLC0415 - a native library of 30 MB

    try:
        with (
            source.path.open("rb") as file,
            c2pa.Reader(source.mime, file, context=context) as reader,
        ):
            return bool(reader.is_embedded())
    except c2pa.C2paError.ManifestNotFound:
        return False
    except c2pa.C2paError as error:
        if is_remote(error):
            return False
        raise
