"""Rendering: who shoots, and with which models on which hardware."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from schemas.money import Money
from schemas.outside import Address
from schemas.record import Record
from schemas.timing import Rate

__all__ = [
    "DiffusionSettings",
    "LoraSettings",
    "ModelSettings",
    "RendererSettings",
    "TakeSettings",
    "VideosSettings",
]


class LoraSettings(Record):
    """A LoRA file (safetensors) that is added to a checkpoint's weights when it is loaded."""

    SCHEMA: ClassVar[str] = "lora-settings/1"

    file: str
    """Starts from the production file, and is the same on every worker."""
    strength: Annotated[float, Field(ge=-4, le=4, allow_inf_nan=False)] = 1.0
    """How strongly it counts; 1 is as it was trained."""


class ModelSettings(Record):
    """One checkpoint of the diffusion renderer: a folder as `save_pretrained` writes it, or the
    name alone of one that comes with callsheet.

    What stands here goes before the table of models, and that before what the family draws with.
    """

    SCHEMA: ClassVar[str] = "model-settings/1"

    folder: str = ""
    """Starts from the production file, and is the same on every worker."""
    name: str = ""
    """Its name in the table of models (`callsheet models`), where it is there."""
    steps: Annotated[int, Field(ge=1, le=200)] | None = None
    """Denoising steps of one clip: more take longer."""
    guidance: Annotated[float, Field(ge=0, le=30)] | None = None
    """How closely the words are followed (classifier-free guidance); up to 1 is none."""
    longest: Annotated[int, Field(ge=5, le=1201)] | None = None
    """Frames of one clip; a longer shot is drawn in clips that overlap."""
    attention: Annotated[str, Field(pattern=r"^[a-z0-9_]*$")] = ""
    """How attention is computed, by diffusers' name for it (flash, sage, _native_cudnn); absent: as
    torch does. Another shoots anew what its model shoots.
    """
    compile: bool = False
    """Whether its blocks are compiled when they are first used: minutes once in every worker, then
    faster.
    """
    lora: Annotated[tuple[LoraSettings, ...], Field(max_length=8)] = ()
    """Added to its weights, one after the other; a path alone is a file of strength 1."""

    @field_validator("attention")
    @classmethod
    def _nothing_is_downloaded(cls, value: str) -> str:
        if value.endswith("_hub"):
            raise ValueError(f"{value} would download a program and run it: install {value[:-4]}")
        return value

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not self.folder and not self.name:
            raise ValueError("a model needs its `folder`, or the `name` of one that is shipped")
        return self

    @field_validator("lora", mode="before")
    @classmethod
    def _a_path_is_a_lora(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return [{"file": one} if isinstance(one, str) else one for one in value]


class DiffusionSettings(Record):
    """A diffusion model from local checkpoint folders (safetensors only; nothing is downloaded).

    What each of `models` can do is read from its class: the first that can do what a shot asks for
    shoots it. Adding one re-keys only the shots that it now shoots.
    """

    SCHEMA: ClassVar[str] = "diffusion-settings/2"

    models: Annotated[tuple[ModelSettings, ...], Field(min_length=1, max_length=16)]
    """In order; a path alone is a checkpoint without settings of its own."""
    table: str | None = None
    """A YAML file of more models and licences, in the form of the table that is shipped."""
    licence: Literal["apache", "any"] = "apache"
    """Which models' licences are allowed; checked before anything is loaded."""
    shown_in: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    """Where the films are shown (ISO 3166; EU for its members): some licences exclude countries."""
    revenue: Annotated[int, Field(ge=0)] | None = None
    """Yearly revenue in USD of the company and those it belongs to: some licences end at a sum."""
    height: Annotated[int, Field(ge=64, le=2176)] | None = None
    """Of the shorter side in pixels, before the family's rules round it; the edit scales it up.
    Absent: what its first model draws best, as far as the table says, else 480.
    """
    sound: bool = True
    """Whether what a model lets hear is kept, where it does."""
    precision: Literal["bfloat16", "float32"] | None = None
    """Absent: bfloat16 on a GPU, float32 on a CPU."""
    device: Literal["cuda", "cpu"] | None = None
    """Absent: cuda, or cpu where all its models are said to be small enough."""
    gpus: Annotated[float, Field(ge=0, le=8)] = 1.0
    """GPUs of one worker, as Ray counts them; 0 on a CPU."""
    workers: Annotated[int, Field(ge=1, le=1024)] | None = None
    """Workers that each hold the model; absent: as many as the cluster's GPUs allow."""

    @field_validator("models", mode="before")
    @classmethod
    def _a_path_is_a_model(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return [{"folder": one} if isinstance(one, str) else one for one in value]

    @model_validator(mode="after")
    def _can_be_loaded(self) -> Self:
        if self.gpus > 1 and self.gpus != int(self.gpus):
            raise ValueError("`gpus` above 1 are whole numbers; only one GPU can be shared")
        return self


class VideosSettings(Record):
    """A server that speaks OpenAI's `/v1/videos`; its key is CALLSHEET_VIDEOS_KEY.

    What its model shoots in (`height`, `multiple`, `step`, `rate`, `longest`) is stated: the
    protocol has no way to ask, and servers round silently.
    """

    SCHEMA: ClassVar[str] = "videos-settings/1"

    base_url: Address
    """Where it is asked; it ends in `/v1`."""
    model: str
    """Its name at that server."""
    price: Money | Literal["free"]
    """What a second of picture costs; `free` for a server of one's own."""
    words: Literal["sora", "wan", "ltx2"] = "sora"
    """The family of models whose prompts it understands."""
    animates: bool = False
    """Whether it takes a picture to begin with (`input_reference`)."""
    sound: bool = False
    """Whether its videos have a sound that is kept."""
    height: Annotated[int, Field(ge=64, le=2176)] = 480
    """Of the shorter side in pixels."""
    multiple: Annotated[int, Field(ge=2, le=256, multiple_of=2)] = 16
    """What both sides are divided by."""
    step: Annotated[int, Field(ge=1, le=64)] = 4
    """Its videos have a multiple of this many frames, and one."""
    rate: Rate = Fraction(16)
    """Frames per second."""
    longest: Annotated[int, Field(ge=1, le=7200)] = 81
    """Frames of one video."""
    timeout: Annotated[float, Field(gt=0, le=86400)] = 1800.0
    """Seconds that one video may take."""
    revision: Annotated[int, Field(ge=1)] = 1
    """Raise it to have everything shot anew, where the server's model has changed."""


Operation = Literal["still", "generate", "animate", "extend", "loop", "blend", "restyle"]


class RendererSettings(Record):
    """One of the production's renderers: `animatic` (offline, on CPUs, from the row's own
    pictures), `diffusion` (a model on GPUs), or `videos-api` (a server).

    `model: NAME` is the diffusion renderer with a model that comes with callsheet, and no more.
    """

    SCHEMA: ClassVar[str] = "renderer-settings/1"

    name: Literal["animatic", "diffusion", "videos-api"] = "animatic"
    operations: tuple[Operation, ...] = ()
    """What it is asked for; none: everything that it offers."""
    diffusion: DiffusionSettings | None = None
    videos: VideosSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_model_alone(cls, value: object) -> object:
        if not isinstance(value, dict) or "model" not in value:
            return value
        rest = {key: one for key, one in value.items() if key != "model"}
        if "diffusion" in rest:
            raise ValueError("`model` stands for all of `diffusion`: say one of them")
        return {**rest, "diffusion": {"models": [{"name": value["model"]}]}}

    @model_validator(mode="after")
    def _describes_its_model(self) -> Self:
        if self.name == "diffusion" and self.diffusion is None:
            raise ValueError("the diffusion renderer needs `diffusion`: its models")
        if self.name == "videos-api" and self.videos is None:
            raise ValueError("the videos-api renderer needs `videos`: its server and model")
        return self


class TakeSettings(Record):
    """How often a shot is tried, and with which seed first."""

    SCHEMA: ClassVar[str] = "take-settings/1"

    seed: int = 0
    """Another number gives other takes of everything that a model shoots."""
    retakes: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more attempts a failed take may get where another seed can help."""
