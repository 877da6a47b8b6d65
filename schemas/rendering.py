"""Rendering: who shoots, and with which models on which hardware."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.record import Record

__all__ = ["DiffusionSettings", "RendererSettings", "TakeSettings"]


class DiffusionSettings(Record):
    """A diffusion model from local checkpoint folders (`save_pretrained`, safetensors only).

    `text_to_video` shoots `generate`, `image_to_video` shoots `animate` and continues what is
    longer than one clip. Paths start from the production file and are the same on every worker.
    """

    SCHEMA: ClassVar[str] = "diffusion-settings/1"

    family: Literal["wan"] = "wan"
    text_to_video: str | None = None
    """The checkpoint's folder, for `generate`."""
    image_to_video: str | None = None
    """The checkpoint's folder, for `animate` and for shots that are longer than a clip."""
    licence: Literal["apache", "any"] = "apache"
    """Which models' licences are allowed; checked before anything is loaded."""
    steps: Annotated[int, Field(ge=1, le=200)] = 40
    """Denoising steps of one clip: more take longer."""
    guidance: Annotated[float, Field(ge=0, le=30)] = 5.0
    """How closely the words are followed (classifier-free guidance)."""
    height: Annotated[int, Field(ge=64, le=2176)] = 480
    """Of the shorter side in pixels, before the family's rules round it; the edit scales it up."""
    longest: Annotated[int, Field(ge=5, le=241)] = 81
    """Frames of one clip; a longer shot is continued from its last frame."""
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    device: Literal["cuda", "cpu"] = "cuda"
    gpus: Annotated[float, Field(ge=0, le=8)] = 1.0
    """GPUs of one worker, as Ray counts them; 0 on a CPU."""
    workers: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Workers that each hold the model; absent: as many as the cluster's GPUs allow."""

    @model_validator(mode="after")
    def _can_be_loaded(self) -> Self:
        if self.gpus > 1 and self.gpus != int(self.gpus):
            raise ValueError("`gpus` above 1 are whole numbers; only one GPU can be shared")
        if self.text_to_video is None and self.image_to_video is None:
            raise ValueError("say `text_to_video`, `image_to_video` or both: checkpoint folders")
        return self


Operation = Literal["still", "generate", "animate", "extend", "loop", "blend", "restyle"]


class RendererSettings(Record):
    """One of the production's renderers: `animatic` (offline, on CPUs, from the row's own
    pictures), or `diffusion`.
    """

    SCHEMA: ClassVar[str] = "renderer-settings/1"

    name: Literal["animatic", "diffusion"] = "animatic"
    operations: tuple[Operation, ...] = ()
    """What it is asked for; none: everything that it offers."""
    diffusion: DiffusionSettings | None = None

    @model_validator(mode="after")
    def _describes_its_model(self) -> Self:
        if self.name == "diffusion" and self.diffusion is None:
            raise ValueError("the diffusion renderer needs `diffusion`: its checkpoint folders")
        return self


class TakeSettings(Record):
    """How often a shot is tried, and with which seed first."""

    SCHEMA: ClassVar[str] = "take-settings/1"

    seed: int = 0
    """Another number gives other takes of everything that a model shoots."""
    retakes: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more attempts a failed take may get where another seed can help."""
