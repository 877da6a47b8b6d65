"""Tiny checkpoints of the real classes: random weights, made here in a second, nothing fetched.

What they draw is noise; that they are asked, loaded and encoded is real.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

__all__ = ["LICENCE", "tiny_wan"]

LICENCE = (
    "                                 Apache License\n                           Version 2.0\n"
)

Kind = Literal["text", "image", "image-clip", "image-pair", "both", "text-two"]


def tiny_wan(folder: Path, kind: Kind = "text", *, seed: int = 0, licence: str = LICENCE) -> Path:
    """Write a Wan checkpoint into `folder` and return it.

    `text` and `image` are as Wan 2.2's, `image-clip` as Wan 2.1's (with an image encoder),
    `image-pair` as its first-and-last-frame model, `both` as the 5B that does either (bigger steps,
    24 frames per second), `text-two` as those with a second transformer for low noise.
    """
    import torch  # noqa: PLC0415 - heavy
    from diffusers import UniPCMultistepScheduler  # noqa: PLC0415 - heavy

    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    scheduler = UniPCMultistepScheduler(
        flow_shift=3.0, prediction_type="flow_prediction", use_flow_sigmas=True
    )
    parts = {
        "tokenizer": _tokenizer(),
        "text_encoder": _text_encoder(),
        "vae": _vae(both=kind == "both"),
        "scheduler": scheduler,
        "transformer": _transformer(kind),
    }
    _pipeline(kind, parts).save_pretrained(folder)
    if licence:
        (folder / "LICENSE").write_text(licence, "utf-8")
    return folder


def _pipeline(kind: Kind, parts: dict[str, Any]) -> Any:
    from diffusers import WanImageToVideoPipeline, WanPipeline  # noqa: PLC0415 - heavy

    match kind:
        case "text":
            return WanPipeline(**parts)
        case "both":
            return WanPipeline(**parts, expand_timesteps=True)
        case "text-two":
            return WanPipeline(**parts, transformer_2=_transformer(kind), boundary_ratio=0.875)
        case "image":
            return WanImageToVideoPipeline(**parts)
        case "image-clip" | "image-pair":
            return WanImageToVideoPipeline(**parts, **_image_encoder())


def _transformer(kind: Kind) -> Any:
    from diffusers import WanTransformer3DModel  # noqa: PLC0415 - heavy

    wide: dict[str, Any] = {"in_channels": 16, "out_channels": 16}
    if kind.startswith("image"):
        wide["in_channels"] = 36  # noise, mask and the picture
    if kind in ("image-clip", "image-pair"):
        wide |= {"image_dim": 16, "added_kv_proj_dim": 24}
    if kind == "image-pair":
        wide["pos_embed_seq_len"] = 2 * 5
    return WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=2,
        attention_head_dim=12,
        text_dim=32,
        freq_dim=64,
        ffn_dim=32,
        num_layers=2,
        rope_max_seq_len=64,
        **wide,
    ).eval()


def _vae(*, both: bool) -> Any:
    import torch  # noqa: PLC0415 - heavy
    from diffusers import AutoencoderKLWan  # noqa: PLC0415 - heavy

    special: dict[str, Any] = {}
    if both:
        special = {
            "is_residual": True,
            "in_channels": 12,
            "out_channels": 12,
            "patch_size": 2,
            "scale_factor_spatial": 16,
            "decoder_base_dim": 4,
        }
    size = 4 if both else 3
    vae = AutoencoderKLWan(
        base_dim=size, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, **special
    ).eval()
    # Random biases outshout what is decoded: every film would look the same.
    with torch.no_grad():
        for name, weights in vae.named_parameters():
            if name.endswith("bias"):
                weights.zero_()
    return vae


def _text_encoder() -> Any:
    from transformers import UMT5Config, UMT5EncoderModel  # noqa: PLC0415 - heavy

    shape = UMT5Config(
        vocab_size=512,
        d_model=32,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=4,
        feed_forward_proj="gated-gelu",
    )
    return UMT5EncoderModel(shape).eval()


def _image_encoder() -> dict[str, Any]:
    from transformers import (  # noqa: PLC0415 - heavy
        CLIPImageProcessor,
        CLIPVisionConfig,
        CLIPVisionModel,
    )

    shape = CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
    )
    small = {"height": 32, "width": 32}
    return {
        "image_encoder": CLIPVisionModel(shape).eval(),
        "image_processor": CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=small),
    }


def _tokenizer() -> Any:
    """One token for each byte and each printable character, so that any prompt can be read."""
    from transformers import T5Tokenizer  # noqa: PLC0415 - heavy

    pieces = ["<pad>", "</s>", "<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]
    pieces += [chr(code) for code in range(33, 127) if chr(code) not in pieces]
    vocabulary = [(piece, -n / 10) for n, piece in enumerate(pieces)]
    return T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=64)
