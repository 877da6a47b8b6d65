"""The eSpeak NG library, through ctypes: a fresh copy of it for every line.

It knows nothing about films, levels or locales beyond the library's own names for them.
"""

from __future__ import annotations

import _ctypes
import ctypes
import functools
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from schemas.errors import VoiceError

__all__ = ["Pcm", "Spoken", "languages", "phonemes", "synthesise", "variants"]

# Names and values from eSpeak NG's `speak_lib.h`, API revision 12.
_SYNCHRONOUS = 0x02
_DONT_EXIT = 0x8000  # without it, a missing data file ends the whole process
_RATE, _PITCH, _RANGE, _WORDGAP = 1, 3, 4, 7
_WORD = 1  # an event's type
_IPA, _TIED = 0x02, 0x80
_UTF8 = 1  # and neither SSML (0x10) nor phonemes (0x100): text is only text

_REMEDY = "Install the voice with `pip install 'callsheet[voice]'`, or set `voice: engine: none`."


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word that was spoken: its first character in the text, and its sample in the sound."""

    at: int
    sample: int


@dataclass(frozen=True, slots=True)
class Pcm:
    """Mono sound of signed 16-bit samples at `rate` samples a second, and when its words begin."""

    samples: bytes
    rate: int
    words: tuple[Spoken, ...] = ()


class _Entry(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("_xx1", ctypes.c_ubyte),
        ("_score", ctypes.c_int),
        ("_spare", ctypes.c_void_p),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@functools.cache
def languages() -> Mapping[str, str]:
    """Every language tag that the library lists, in lower case, and its voice: `zh` is `sit/cmn`.

    Where several voices list a tag, the one that gives it the first rank speaks it.
    Raises VoiceError where the extra `voice` is missing or its library does not load here.
    """
    with _library() as (library, _):
        ranked = sorted(
            (rank, entry.identifier.decode(), tag)
            for entry in _entries(library, None)
            for rank, tag in _tags(entry.languages)
        )
    return {tag: voice for _, voice, tag in reversed(ranked)}


@functools.cache
def variants() -> frozenset[str]:
    """The timbres that any language can be spoken with: `f3`, `Annie`, ... Raises VoiceError."""
    wanted = ctypes.create_string_buffer(b"variant")
    spec = _Entry(languages=ctypes.addressof(wanted))
    with _library() as (library, _):
        return frozenset(
            entry.identifier.decode().rpartition("/")[2]
            for entry in _entries(library, ctypes.byref(spec))
        )


def synthesise(text: str, voice: str, *, wpm: int, pitch: int, intonation: int, gap: int) -> Pcm:
    """Speak `text` with the library's `voice` (`gmw/en-US+f3`): the same bytes every time.

    `wpm` is the rate in words a minute, `pitch` and `intonation` (its range) go from 0 to 100,
    `gap` is the pause between words in units of 10 ms. Raises VoiceError.
    """
    heard = bytearray()
    words: list[Spoken] = []

    def collect(samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * 2))
        n = 0
        while events and events[n].type:  # an event of type 0 ends them
            if events[n].type == _WORD:
                words.append(Spoken(events[n].text_position - 1, events[n].sample))
            n += 1
        return 0

    callback = _CALLBACK(collect)
    data = text.encode() + b"\0"
    with _library() as (library, rate):
        library.espeak_SetSynthCallback(callback)
        if library.espeak_SetVoiceByName(voice.encode()):
            raise VoiceError("eSpeak NG has no such voice", voice, "`callsheet doctor` lists them.")
        for parameter, value in (
            (_RATE, wpm),
            (_PITCH, pitch),
            (_RANGE, intonation),
            (_WORDGAP, gap),
        ):
            library.espeak_SetParameter(parameter, value, 0)
        size = ctypes.c_size_t(len(data))
        status = library.espeak_Synth(data, size, 0, 1, 0, _UTF8, None, None)
    if status:
        raise VoiceError("eSpeak NG could not speak a line", f"status {status}: {text[:80]!r}")
    return Pcm(bytes(heard), rate, tuple(words))


def phonemes(clauses: Sequence[str], voice: str) -> list[str]:
    """Each of `clauses` (words without marks between them) in the IPA, as `voice` would say it.

    Sounds of two letters are tied by `^`. Raises VoiceError.
    """
    said = []
    with _library() as (library, _):
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if library.espeak_SetVoiceByName(voice.encode()):
            raise VoiceError("eSpeak NG has no such voice", voice, "`callsheet doctor` lists them.")
        for clause in clauses:
            text = ctypes.c_char_p(clause.encode())
            parts = []
            while text.value:
                mode = _IPA | _TIED | ord("^") << 8
                found = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, mode)
                parts.append((found or b"").decode())
            said.append(" ".join(parts))
    return said


@contextmanager
def _library() -> Iterator[tuple[Any, int]]:
    """A copy of the library, loaded and initialised, and the samples a second that it speaks at.

    Its C globals (the phase of voice and flutter) live on from line to line and cannot be reset:
    the same line differed in bytes and length by what was spoken before it. A copy has globals of
    its own, needs 5 ms a line, and makes the library safe to use from several threads.
    """
    try:
        import espeakng_loader  # noqa: PLC0415 - an extra (GPL-3), absent from the base install
    except ImportError as error:
        raise VoiceError("eSpeak NG is not installed", str(error), _REMEDY) from error
    data = str(espeakng_loader.get_data_path()).encode()
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(espeakng_loader.get_library_path(), folder)
        try:
            library = ctypes.CDLL(copy)
        except OSError as error:
            remedy = f"TMPDIR must name a folder that programs may run from. {_REMEDY}"
            raise VoiceError("eSpeak NG does not load here", str(error), remedy) from error
        try:
            rate = int(library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT))
            if rate <= 0:
                raise VoiceError("eSpeak NG did not start", f"data: {data.decode()}", _REMEDY)
            library.espeak_ng_SetRandSeed(ctypes.c_long(1))  # of the noise in consonants
            yield library, rate
            library.espeak_Terminate()
        finally:
            _ctypes.dlclose(library._handle)  # noqa: SLF001 - ctypes has no public way to unload


def _entries(library: Any, wanted: Any) -> Iterator[_Entry]:
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Entry))
    for entry in library.espeak_ListVoices(wanted):
        if not entry:
            return
        yield entry.contents


def _tags(address: int) -> Iterator[tuple[int, str]]:
    """The ranks and tags at `address`: each one byte and a string; a byte of 0 ends them."""
    while rank := ctypes.string_at(address, 1)[0]:
        tag = ctypes.string_at(address + 1)
        yield rank, tag.decode().lower()
        address += len(tag) + 2
