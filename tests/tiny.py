"""Tiny checkpoints of the real classes: random weights, made here in a second, nothing fetched.

What they draw is noise; that they are asked, loaded and encoded is real.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

__all__ = ["LICENCE", "Kind", "tiny", "tiny_ltx2", "tiny_wan"]

LICENCE = (
    "                                 Apache License\n                           Version 2.0\n"
)

Kind = Literal["text", "image", "image-clip", "image-pair", "both", "text-two", "vace", "ltx2"]


def tiny(folder: Path, kind: Kind) -> Path:
    """A checkpoint of either family in `folder`."""
    return tiny_ltx2(folder) if kind == "ltx2" else tiny_wan(folder, kind)


def tiny_wan(folder: Path, kind: Kind = "text", *, seed: int = 0, licence: str = LICENCE) -> Path:
    """Write a Wan checkpoint into `folder` and return it.

    `text` and `image` are as Wan 2.2's, `image-clip` as Wan 2.1's (with an image encoder),
    `image-pair` as its first-and-last-frame model, `both` as the 5B that does either (bigger steps,
    24 frames per second), `text-two` as those with a second transformer for low noise, `vace` as
    those that are told which frames stand where.
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


def tiny_ltx2(folder: Path, *, seed: int = 0, licence: str = LICENCE) -> Path:
    """Write an LTX-2 checkpoint into `folder` and return it: 64 pixels and 8 frames at least."""
    import torch  # noqa: PLC0415 - heavy
    from diffusers import (  # noqa: PLC0415 - heavy
        AutoencoderKLLTX2Audio,
        AutoencoderKLLTX2Video,
        FlowMatchEulerDiscreteScheduler,
        LTX2Pipeline,
        LTX2VideoTransformer3DModel,
    )
    from diffusers.pipelines.ltx2 import LTX2TextConnectors  # noqa: PLC0415 - heavy
    from diffusers.pipelines.ltx2.vocoder import LTX2Vocoder  # noqa: PLC0415 - heavy

    torch.manual_seed(seed)
    exact = {"rope_double_precision": False, "rope_type": "split"}
    transformer = LTX2VideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        audio_in_channels=4,
        audio_out_channels=4,
        audio_num_attention_heads=2,
        audio_attention_head_dim=4,
        audio_cross_attention_dim=8,
        num_layers=2,
        caption_channels=16,
        **exact,
    )
    connector = {
        f"{kind}_connector_{name}": value
        for kind in ("video", "audio")
        for name, value in (
            ("num_attention_heads", 2),
            ("attention_head_dim", 8),
            ("num_layers", 1),
            ("num_learnable_registers", None),
        )
    }
    connectors = LTX2TextConnectors(
        caption_channels=16,
        text_proj_in_factor=3,
        connector_rope_base_seq_len=32,
        **connector,
        **exact,
    )
    vae = AutoencoderKLLTX2Video(
        latent_channels=8,
        block_out_channels=(8, 16, 32, 64),
        decoder_block_out_channels=(8, 16, 32),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1),
        decoder_causal=False,
        spatial_compression_ratio=32,
        temporal_compression_ratio=8,
    )
    audio = AutoencoderKLLTX2Audio(
        base_channels=4,
        ch_mult=(1, 1, 1),
        num_res_blocks=1,
        resolution=32,
        latent_channels=2,
        mel_bins=8,
    )
    vocoder = LTX2Vocoder(
        in_channels=16,
        hidden_channels=16,
        upsample_kernel_sizes=[16, 15, 4],
        upsample_factors=[8, 10, 2],
        resnet_kernel_sizes=[3],
        resnet_dilations=[[1, 3, 5]],
        output_sampling_rate=16000,
    )
    LTX2Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=vae.eval(),
        audio_vae=audio.eval(),
        text_encoder=_gemma(),
        tokenizer=_gemma_tokenizer(),
        connectors=connectors.eval(),
        transformer=transformer.eval(),
        vocoder=vocoder.eval(),
    ).save_pretrained(folder)
    if licence:
        (folder / "LICENSE").write_text(licence, "utf-8")
    return folder


def _gemma() -> Any:
    from transformers import (  # noqa: PLC0415 - heavy
        Gemma3Config,
        Gemma3ForConditionalGeneration,
    )

    text = {
        "vocab_size": 512,
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 8,
        "sliding_window": 32,
        "max_position_embeddings": 512,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": 2,
    }
    vision = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
    }
    shape = Gemma3Config(
        text_config=text,
        vision_config=vision,
        mm_tokens_per_image=4,
        image_token_index=511,
        boi_token_index=510,
        eoi_token_index=509,
    )
    return Gemma3ForConditionalGeneration(shape).eval()


def _gemma_tokenizer() -> Any:
    from transformers import GemmaTokenizer  # noqa: PLC0415 - heavy

    pieces = _pieces("<pad>", "<eos>", "<bos>", "<unk>")
    vocabulary = {piece: n for n, piece in enumerate(pieces)}
    return GemmaTokenizer(vocab=vocabulary, merges=[], model_max_length=512)


def _pieces(*special: str) -> list[str]:
    """One token for each byte and each printable character, so that any prompt can be read."""
    pieces = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]
    return pieces + [chr(code) for code in range(33, 127) if chr(code) not in pieces]


def _pipeline(kind: Kind, parts: dict[str, Any]) -> Any:
    from diffusers import (  # noqa: PLC0415 - heavy
        WanImageToVideoPipeline,
        WanPipeline,
        WanVACEPipeline,
    )

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
        case "vace":
            return WanVACEPipeline(**parts)
    raise ValueError(kind)


def _transformer(kind: Kind) -> Any:
    from diffusers import (  # noqa: PLC0415 - heavy
        WanTransformer3DModel,
        WanVACETransformer3DModel,
    )

    wide: dict[str, Any] = {"in_channels": 16, "out_channels": 16}
    if kind.startswith("image"):
        wide["in_channels"] = 36  # noise, mask and the picture
    if kind in ("image-clip", "image-pair"):
        wide |= {"image_dim": 16, "added_kv_proj_dim": 24}
    if kind == "image-pair":
        wide["pos_embed_seq_len"] = 2 * 5
    model = WanTransformer3DModel
    if kind == "vace":
        wide |= {"vace_layers": [0], "vace_in_channels": 96}
        model = WanVACETransformer3DModel
    return model(
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
    from transformers import T5Tokenizer  # noqa: PLC0415 - heavy

    pieces = _pieces("<pad>", "</s>", "<unk>")
    vocabulary = [(piece, -n / 10) for n, piece in enumerate(pieces)]
    return T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=512)
