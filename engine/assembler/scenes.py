"""Scenes: the user's functions, called with MoviePy's clips, and what they give held to the edit.

It knows no takes and no type. The user's file is a program: it is run as the production's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine.assembler.assembler import Assembler
from schemas.edit import Cut, Edit
from schemas.errors import CallsheetError, EncodeError
from schemas.setup import Canvas
from schemas.timing import seconds_of

__all__ = ["Scenes", "explaining", "load_scenes"]


@dataclass(frozen=True, slots=True)
class Scenes:
    """The user's functions by name; none where there is no file."""

    title: str
    functions: dict[str, Callable[[Any, Any], Any]]

    def shot(self, clip: Any, cut: Cut, canvas: Canvas) -> Any:
        """The picture of a shot, as long as its cut. Raises EncodeError."""
        where = f"shot {cut.shot!r}"
        return self._given("shot", clip, cut, where, canvas, cut.frames)

    def film(self, clip: Any, edit: Edit) -> Any:
        """The whole film, as long as its edit. Raises EncodeError."""
        return self._given("film", clip, edit, "the film", edit.canvas, edit.frames)

    def _given(
        self, name: str, clip: Any, about: Cut | Edit, where: str, canvas: Canvas, frames: int
    ) -> Any:
        if name not in self.functions:
            return clip
        with explaining(self.title, where):
            given = self.functions[name](clip, about)
        self._assert_fits(f"{name} of {self.title}", given, where, canvas, frames)
        return given

    def _assert_fits(
        self, function: str, given: Any, where: str, canvas: Canvas, frames: int
    ) -> None:
        """Lengths are the edit's: voice, captions and type are set to them."""
        from moviepy import VideoClip  # noqa: PLC0415 - 0.4 s

        if not isinstance(given, VideoClip):
            raise EncodeError(
                f"The function {function} gives no clip",
                f"{where}: {type(given).__name__}",
                "Return a VideoClip of MoviePy's.",
            )
        size, wanted = tuple(given.size), (canvas.width, canvas.height)
        if size != wanted:
            raise EncodeError(
                f"The function {function} gives a picture of another size",
                f"{where}: {size[0]}x{size[1]}, not {wanted[0]}x{wanted[1]}",
                "Return clip.resized(...) or a CompositeVideoClip of that size.",
            )
        seconds = seconds_of(frames, canvas.rate)
        if given.duration is None or abs(given.duration - seconds) * canvas.rate > 0.5:
            raise EncodeError(
                f"The function {function} gives a clip of another length",
                f"{where}: {given.duration} s, not {seconds:.4f} s",
                "Lengths come from the edit. For a scene more, write a shot more in a storyboard "
                "and draw it in shot().",
            )


def load_scenes(assembler: Assembler) -> Scenes:
    """Run the user's file, once in a process, and take its functions.

    Raises EncodeError where it fails.
    """
    if assembler.scenes is None:
        return Scenes("", {})
    name = f"callsheet_scenes_{assembler.scenes.sha256[:16]}"
    module = sys.modules.get(name)
    if module is None:
        # Not by the import system: on a worker it lies in the store, under a name of no module.
        path, module = assembler.scenes.path, ModuleType(name)
        module.__file__ = str(path)
        sys.modules[name] = module  # dataclasses of the user's look their module up
        try:
            with explaining(assembler.title, "when it was loaded"):
                exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)  # noqa: S102
        except BaseException:
            del sys.modules[name]
            raise
    return Scenes(assembler.title, {one: getattr(module, one) for one in assembler.hooks})


@contextmanager
def explaining(title: str, where: str) -> Iterator[None]:
    """What the user's code in the file `title` raises in the block, at once or when a frame is
    drawn, as EncodeError. Errors of callsheet's pass; so does all where there is no such file.
    """
    try:
        yield
    except CallsheetError:
        raise
    except Exception as error:
        if not title:
            raise
        raise EncodeError(
            f"A function of {title} failed",
            f"{where}: {type(error).__name__}: {error}",
            f"Correct {title}.",
        ) from error
