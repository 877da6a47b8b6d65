"""Giants: checkpoints of true size with random weights, written on the device that draws with them.

Text encoders stay tiny, because prompts are read once; of LTX-2 only the transformer is of true
size. How fast a model draws depends on its shape and not on what it has learned.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tiny import Kind, tiny

__all__ = ["GIANTS", "TINY", "Giant", "write"]


@dataclass(frozen=True, slots=True)
class Giant:
    """A checkpoint by its tiny twin, and what its transformer and autoencoder have otherwise; drawn
    in `frames` frames of `height` lines, wide, in `steps` steps.
    """

    name: str
    twin: Kind
    transformer: dict[str, Any]
    vae: dict[str, Any] | None
    height: int
    frames: int
    steps: int
    guidance: float


_TWO_TWO = {
    "base_dim": 160,
    "decoder_base_dim": 256,
    "z_dim": 48,
    "dim_mult": [1, 2, 4, 4],
    "num_res_blocks": 2,
    "latents_mean": [0.0] * 48,
    "latents_std": [1.0] * 48,
}
"""Of Wan 2.2's autoencoder, where it differs from its twin's."""
_ONE = {"base_dim": 96, "dim_mult": [1, 2, 4, 4], "num_res_blocks": 2}
"""Of Wan 2.1's, which the 14B models of both use."""
GIANTS = (
    Giant(
        "wan-2.2-ti2v-5b",
        "both",
        {
            "num_attention_heads": 24,
            "attention_head_dim": 128,
            "in_channels": 48,
            "out_channels": 48,
            "freq_dim": 256,
            "ffn_dim": 14336,
            "num_layers": 30,
            "rope_max_seq_len": 1024,
        },
        _TWO_TWO,
        704,
        121,
        10,
        5.0,
    ),
    Giant(
        "wan-2.1-t2v-14b",
        "text",
        {
            "num_attention_heads": 40,
            "attention_head_dim": 128,
            "freq_dim": 256,
            "ffn_dim": 13824,
            "num_layers": 40,
            "rope_max_seq_len": 1024,
        },
        _ONE,
        480,
        81,
        10,
        5.0,
    ),
    Giant(
        "ltx-2",
        "ltx2",
        {
            "num_attention_heads": 32,
            "attention_head_dim": 128,
            "cross_attention_dim": 4096,
            "audio_num_attention_heads": 32,
            "audio_attention_head_dim": 64,
            "audio_cross_attention_dim": 2048,
            "num_layers": 48,
        },
        None,
        480,
        121,
        10,
        4.0,
    ),
)
"""Sizes as published (the configurations of the checkpoints in models.yaml)."""
TINY = Giant("tiny", "text", {"num_layers": 3}, {"base_dim": 4}, 64, 9, 2, 5.0)
"""The same program on any machine."""


def write(giant: Giant, folder: Path, device: str, precision: str) -> Path:
    """The checkpoint in `folder`, tens of GB of it."""
    tiny(folder, giant.twin)
    for part, changes in (("transformer", giant.transformer), ("vae", giant.vae)):
        if changes:
            _grow(folder, part, changes, device, precision if part == "transformer" else "float32")
    return folder


def _grow(folder: Path, part: str, changes: dict[str, Any], device: str, precision: str) -> None:
    """Put a part of another shape in the place of the twin's."""
    import diffusers  # noqa: PLC0415 - heavy
    import torch  # noqa: PLC0415 - heavy

    home = folder / part
    told = json.loads((home / "config.json").read_text("utf-8"))
    kind = getattr(diffusers, told["_class_name"])
    with torch.device("meta"):
        made = kind.from_config({**told, **changes})
    made.to(getattr(torch, precision)).to_empty(device=device)
    noise = torch.Generator(device).manual_seed(0)
    with torch.no_grad():
        for weights in made.parameters():
            weights.normal_(0, 0.02, generator=noise)
    for old in home.iterdir():
        old.unlink()
    made.save_pretrained(home, max_shard_size="8GB")
