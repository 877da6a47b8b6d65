"""Signs: whether a run of Han or kana is put together of known words.

Such runs have no spaces; every sign has to belong to a word of the vocabulary, or to signs that the
catalog's row has too, next to each other or at most two by themselves. It knows no grammar.
"""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["uncovered"]

_LONGEST = 12
_ALONE = 2
"""Signs of the row that may stand alone one after the other: more of them are another word."""
_SINGLE = 0.01


def uncovered(
    run: str, row: Collection[str], words: Collection[str], bound: Collection[str] = ()
) -> list[str]:
    """The pieces of `run` that nothing covers, where as many signs as possible are covered.

    A sign of `bound` never stands alone.
    """
    pieces = _pieces(run, row, words)
    found: list[str] = []
    alone = 0
    for piece, known in pieces:
        single = known and piece not in words and len(piece) == 1
        alone = alone + 1 if single else 0
        if not known or alone > _ALONE or (single and piece in bound):
            joined = not known and found and run.find(found[-1] + piece) >= 0
            if joined:
                found[-1] += piece
            else:
                found.append(piece)
    return found


def _pieces(run: str, row: Collection[str], words: Collection[str]) -> list[tuple[str, bool]]:
    """`run` cut so that the least is unknown, and then so that the fewest signs stand alone."""
    best: list[tuple[float, int]] = [(0.0, -1)]
    for end in range(1, len(run) + 1):
        lost, back = best[end - 1][0] + 1.0, end - 1
        for start in range(max(0, end - _LONGEST), end):
            piece = run[start:end]
            own = any(piece in other for other in row)
            price = 0.0 if piece in words or len(piece) > 1 else _SINGLE
            if (own or piece in words) and best[start][0] + price < lost:
                lost, back = best[start][0] + price, start
        best.append((lost, back))
    pieces: list[tuple[str, bool]] = []
    end = len(run)
    while end:
        lost, start = best[end]
        pieces.append((run[start:end], lost - best[start][0] < 1.0))
        end = start
    return pieces[::-1]
