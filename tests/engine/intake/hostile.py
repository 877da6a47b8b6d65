"""Hostile media: files that a row may name, each made to hurt whoever opens it, and what becomes of
a row that names one. `open_hostile` opens them.
"""

from __future__ import annotations

import functools
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from engine import ffmpeg

__all__ = ["CANARY", "EXPECTED", "TAKEN", "write_hostile"]

CANARY = b"CANARY-4f1c9a7e2b"
"""What lies in a file outside the catalog's folder, and in some of the hostile ones."""
TAKEN = ""
"""As an expectation: it may be used, because nothing about it hurts."""

EXPECTED: dict[str, str] = {
    # Pictures that ask for more memory or time than a picture may.
    "header-of-4-gigapixels.png": "IMAGE_LIMIT",
    "header-of-4-gigapixels.jpg": "IMAGE_LIMIT",
    "canvas-of-268-megapixels.webp": "IMAGE_BROKEN",
    "text-that-unpacks-to-200-mb.png": "IMAGE_LIMIT",
    "profile-that-unpacks-to-200-mb.png": "IMAGE_LIMIT",
    "data-behind-its-last-row.png": TAKEN,
    "largest-that-may-be.png": TAKEN,
    "a-thousand-scans.jpg": "IMAGE_LIMIT",
    "26-mb.jpg": "IMAGE_LIMIT",
    "a-row-of-pixels.png": "IMAGE_SMALL",
    "one-pixel.png": "IMAGE_SMALL",
    "many-frames.webp": TAKEN,
    "many-frames.png": TAKEN,
    # Pictures that are none.
    "empty.jpg": "IMAGE_BROKEN",
    "zeros.png": "IMAGE_FORMAT",
    "animated.gif": "IMAGE_FORMAT",
    "gif-called-jpg.jpg": "IMAGE_FORMAT",
    "names-a-file.svg": "IMAGE_FORMAT",
    "entity.svg": "IMAGE_FORMAT",
    "billion-laughs.jpg": "IMAGE_FORMAT",
    "page.jpg": "IMAGE_FORMAT",
    "postscript.jpg": "IMAGE_FORMAT",
    "encapsulated.png": "IMAGE_FORMAT",
    "document.jpg": "IMAGE_FORMAT",
    "magick.png": "IMAGE_FORMAT",
    "playlist.jpg": "IMAGE_FORMAT",
    "concat.png": "IMAGE_FORMAT",
    "avif.jpg": "IMAGE_FORMAT",
    "bitmap.jpg": "IMAGE_FORMAT",
    "tiff.png": "IMAGE_FORMAT",
    # Damaged ones, and polyglots.
    "cut-short.jpg": "IMAGE_BROKEN",
    "cut-short.webp": "IMAGE_BROKEN",
    "wrong-sums.png": "IMAGE_BROKEN",
    "no-palette.png": "IMAGE_BROKEN",
    "jpg-called-png.png": TAKEN,
    "jpg-and-zip.jpg": TAKEN,
    "png-with-a-script.png": TAKEN,
    # Places that lead elsewhere, or never end.
    "link-out.jpg": "IMAGE_OUTSIDE",
    "link-to-zero.jpg": "IMAGE_OUTSIDE",
    "link-in-a-circle.jpg": "IMAGE_UNAVAILABLE",
    "pipe.jpg": "IMAGE_UNAVAILABLE",
    "folder.jpg": "IMAGE_UNAVAILABLE",
    # Videos.
    "playlist.mp4": "VIDEO_BROKEN",
    "concat.mov": "VIDEO_BROKEN",
    "manifest.mp4": "VIDEO_BROKEN",
    "session.mp4": "VIDEO_BROKEN",
    "empty.mp4": "VIDEO_BROKEN",
    "cut-short.mp4": "VIDEO_BROKEN",
    "avi-called-mp4.mp4": "VIDEO_BROKEN",
    "too-wide.mp4": "VIDEO_LIMIT",
    "index-of-4-billion.mp4": "VIDEO_BROKEN",
    "data-in-another-file.mov": TAKEN,
    "changes-its-size.mp4": TAKEN,
    "link-out.mp4": "VIDEO_OUTSIDE",
}


def write_hostile(folder: Path, port: int) -> None:
    """Write all of them below `folder`, with a file outside of it that nobody may read; those that
    name a machine name `port` of this one.
    """
    secret = folder.parent / "secret.txt"
    secret.write_bytes(CANARY)
    folder.mkdir()
    for name, data in (*_pictures(secret, port), *_videos(secret, port)):
        (folder / name).write_bytes(data)
    (folder / "link-out.jpg").symlink_to(secret)
    (folder / "link-out.mp4").symlink_to(secret)
    (folder / "link-to-zero.jpg").symlink_to("/dev/zero")
    (folder / "link-in-a-circle.jpg").symlink_to(folder / "link-in-a-circle.jpg")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "folder.jpg").mkdir()
    with (folder / "26-mb.jpg").open("wb") as file:
        file.write(_jpeg())
        file.truncate(26_000_000)
    _encoded_videos(folder)


def _pictures(secret: Path, port: int) -> Iterator[tuple[str, bytes]]:
    address = f"http://127.0.0.1:{port}/a"
    png, jpg = _png(), _jpeg()
    yield "header-of-4-gigapixels.png", _png_of(65_000, 65_000, b"")
    yield "header-of-4-gigapixels.jpg", _with_sides(jpg, 65_000)
    yield "canvas-of-268-megapixels.webp", _wide_webp()
    yield "text-that-unpacks-to-200-mb.png", _with_chunk(png, b"zTXt", b"a\0\0" + _packed(200))
    yield "profile-that-unpacks-to-200-mb.png", _with_chunk(png, b"iCCP", b"a\0\0" + _packed(200))
    yield "data-behind-its-last-row.png", _png_of(96, 96, _packed(100))
    yield "largest-that-may-be.png", _png_of(9_400, 9_400, zlib.compress(bytes(9_401 * 9_400), 1))
    yield "a-thousand-scans.jpg", _scans(1_000)
    yield "a-row-of-pixels.png", _png_of(60_000, 1, zlib.compress(bytes(60_001)))
    yield "one-pixel.png", _png_of(1, 1, zlib.compress(bytes(2)))
    frames = [Image.new("RGB", (96, 96), (n, n, n)) for n in range(100)]
    for kind in ("webp", "png", "gif"):
        file = io.BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
        yield ("animated.gif" if kind == "gif" else f"many-frames.{kind}"), file.getvalue()
    yield "empty.jpg", b""
    yield "zeros.png", bytes(4096)
    yield "gif-called-jpg.jpg", b"GIF89a" + bytes(64)
    image, use = f'<image href="{secret.as_uri()}"/>', f'<use href="{address}"/>'
    yield "names-a-file.svg", f"<svg>{image}{use}</svg>".encode()
    entity = f'<!DOCTYPE s [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    yield "entity.svg", f'<?xml version="1.0"?>{entity}<svg>&x;</svg>'.encode()
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughing = f'<!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><s>&l9;</s>'
    yield "billion-laughs.jpg", f'<?xml version="1.0"?>{laughing}'.encode()
    yield "page.jpg", f'<html><img src="{address}"></html>'.encode()
    yield "postscript.jpg", f"%!PS\n({secret}) (r) file\n".encode()
    yield "encapsulated.png", b"\xc5\xd0\xd3\xc6" + bytes(28) + b"%!PS-Adobe-3.0 EPSF-3.0\n"
    yield "document.jpg", b"%PDF-1.7\n"
    yield "magick.png", f"push graphic-context\nimage over 0,0 9,9 '{address}'\npop".encode()
    yield "playlist.jpg", _playlist(secret, address)
    yield "concat.png", f"ffconcat version 1.0\nfile '{secret}'\nfile '{address}'\n".encode()
    yield "avif.jpg", b"\0\0\0\x1cftypavif" + bytes(64)
    yield "bitmap.jpg", _as("BMP")
    yield "tiff.png", _as("TIFF")
    yield "cut-short.jpg", jpg[: len(jpg) * 2 // 3]
    webp = _as("WEBP")
    yield "cut-short.webp", webp[: len(webp) * 2 // 3]
    at = png.index(b"IDAT") + 8
    yield "wrong-sums.png", png[:at] + bytes([png[at] ^ 0xFF]) + png[at + 1 :]
    yield "no-palette.png", _png_of(96, 96, zlib.compress(bytes(97 * 96)), colour=3)
    yield "jpg-called-png.png", jpg
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.sh", CANARY)
    yield "jpg-and-zip.jpg", jpg + packed.getvalue()
    script = PngImagePlugin.PngInfo()
    script.add_text("Comment", f"<script src='{address}'>{CANARY.decode()}</script>")
    yield "png-with-a-script.png", _png(pnginfo=script)


def _videos(secret: Path, port: int) -> Iterator[tuple[str, bytes]]:
    address = f"http://127.0.0.1:{port}/a.ts"
    yield "playlist.mp4", _playlist(secret, address)
    yield "concat.mov", f"ffconcat version 1.0\nfile '{secret}'\nfile '{address}'\n".encode()
    yield "manifest.mp4", f'<?xml version="1.0"?><MPD><BaseURL>{address}</BaseURL></MPD>'.encode()
    yield "session.mp4", f"v=0\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n".encode()
    yield "empty.mp4", b""


def _encoded_videos(folder: Path) -> None:
    def made(name: str, *given: str) -> bytes:
        ffmpeg.run(["-f", "lavfi", *given, "-y", str(folder / name)], what=name)
        return (folder / name).read_bytes()

    whole = made("cut-short.mp4", "-i", "testsrc=s=96x64:d=1", "-movflags", "+faststart")
    (folder / "cut-short.mp4").write_bytes(whole[: len(whole) // 3])
    made("avi-called-mp4.mp4", "-i", "testsrc=s=96x64:d=0.2", "-f", "avi")
    made("too-wide.mp4", "-i", "color=s=4200x64:d=0.1")
    at = whole.index(b"stts") + 8
    many = whole[:at] + struct.pack(">III", 0xFFFFFFFF, 1, 1) + whole[at + 12 :]
    (folder / "index-of-4-billion.mp4").write_bytes(many)
    plain = made("data-in-another-file.mov", "-i", "testsrc=s=96x64:d=0.2", "-c:v", "rawvideo")
    (folder / "data-in-another-file.mov").write_bytes(_pointing(plain, folder.parent))
    # Two films of other sizes, one behind the other, each with its own parameters in the stream.
    parts = b""
    for number, size in enumerate(("96x64", "192x128")):
        raw = folder / f"{number}.h264"
        ffmpeg.run(["-f", "lavfi", "-i", f"testsrc=s={size}:d=0.5", "-y", str(raw)], what="a part")
        parts += raw.read_bytes()
        raw.unlink()
    (folder / "both.h264").write_bytes(parts)
    joined = ["-i", str(folder / "both.h264"), "-c", "copy", "-y"]
    ffmpeg.run([*joined, str(folder / "changes-its-size.mp4")], what="both")
    (folder / "both.h264").unlink()


def _playlist(secret: Path, address: str) -> bytes:
    items = "".join(f"#EXTINF:1,\n{one}\n" for one in (secret.as_uri(), address))
    return f"#EXTM3U\n{items}#EXT-X-ENDLIST\n".encode()


def _pointing(movie: bytes, folder: Path) -> bytes:
    """The movie with its pictures said to lie in the file `secret.txt` (QuickTime, `alis`)."""
    path = str(folder / "secret.txt").encode()
    alias = bytearray(150)
    alias[50:61] = b"\x0asecret.txt"
    alias += struct.pack(">HH", 18, len(path)) + path + bytes(len(path) % 2)
    alias += struct.pack(">Hh", 0xFFFF, 0)
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + bytes(alias)
    at = movie.index(b"dref") - 4
    (size,) = struct.unpack(">I", movie[at : at + 4])
    box = struct.pack(">I4sII", 16 + len(entry), b"dref", 0, 1) + entry
    grown = len(box) - size
    changed = bytearray(movie[:at] + box + movie[at + size :])
    for name in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        outer = changed.rindex(name, 0, at) - 4
        (inside,) = struct.unpack(">I", changed[outer : outer + 4])
        changed[outer : outer + 4] = struct.pack(">I", inside + grown)
    return bytes(changed)


def _jpeg(**options: Any) -> bytes:
    return _as("JPEG", **options)


def _png(**options: Any) -> bytes:
    return _as("PNG", **options)


def _as(kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(file, kind, **options)
    return file.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png_of(width: int, height: int, data: bytes, colour: int = 0) -> bytes:
    """A PNG of these sides, 8 bits a sample, whose packed rows are `data`."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in parts)


def _with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    return png[:33] + _chunk(name, data) + png[33:]


@functools.cache
def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def _with_sides(jpg: bytes, side: int) -> bytes:
    at = jpg.index(b"\xff\xc0") + 5
    return jpg[:at] + struct.pack(">HH", side, side) + jpg[at + 4 :]


def _wide_webp() -> bytes:
    side = struct.pack("<I", 16_383)[:3]
    head = b"VP8X" + struct.pack("<I", 10) + bytes(4) + side + side
    body = b"WEBP" + head + _as("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _scans(count: int) -> bytes:
    """A progressive JPEG whose last scan stands there again and again."""
    file = io.BytesIO()
    Image.new("L", (2_000, 2_000), 90).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[last:end][: min(end - last, 4_000)] * count + b"\xff\xd9"
