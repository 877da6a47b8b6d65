"""The toy's parts, of diffusers' and transformers' own Wan classes, untrained, and their folder.

2.6 million parameters in all. It knows no films; of a prompt it reads the words of their captions
and passes over all others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.instruments.toy.films import COLOURS, SHAPES, STEPS

__all__ = [
    "NAME",
    "SHIFT",
    "TOKENS",
    "WORDS",
    "autoencoder",
    "quieten",
    "reader",
    "save",
    "tokenizer",
    "transformer",
]

NAME = "callsheet-tiny"
TOKENS = 16
"""Of one prompt."""
WORDS = (*COLOURS, *SHAPES, *STEPS, "rests", "turns")
"""All that it understands."""
SHIFT = 3.0
"""Of the noise's schedule: how much longer it stays with much noise."""
_WIDE = 64


def tokenizer() -> Any:
    """Reads the words of `WORDS`, whole, in small or capitals, and passes over all others."""
    from tokenizers import (  # noqa: PLC0415 - heavy
        Regex,
        Tokenizer,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415 - heavy

    vocabulary = {word: n for n, word in enumerate(("<pad>", "</s>", "<unk>", *WORDS))}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - a word
    made.normalizer = normalizers.Lowercase()
    known = Regex(rf"\b({'|'.join(WORDS)})\b")
    made.pre_tokenizer = pre_tokenizers.Split(known, "removed", invert=True)
    made.post_processor = processors.TemplateProcessing("$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",  # noqa: S106
        eos_token="</s>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        model_max_length=TOKENS,
    )


def reader() -> Any:
    """The text encoder: two layers, 64 wide."""
    from transformers import UMT5Config, UMT5EncoderModel  # noqa: PLC0415 - heavy

    shape = UMT5Config(
        vocab_size=32,
        d_model=_WIDE,
        d_kv=16,
        d_ff=128,
        num_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
    )
    return UMT5EncoderModel(shape)


def autoencoder(mean: list[float] | None = None, deviation: list[float] | None = None) -> Any:
    """Eight by eight pixels of four frames become sixteen numbers, as in Wan 2.1: its stages are as
    many, because WanVACEPipeline counts them to know what becomes of a mask. Its blocks pass on
    what they were given beside what they make of it, as in Wan 2.2, because that learns sooner.
    """
    from diffusers import AutoencoderKLWan  # noqa: PLC0415 - heavy

    measured = {} if mean is None else {"latents_mean": mean, "latents_std": deviation}
    return AutoencoderKLWan(
        base_dim=8,
        z_dim=16,
        dim_mult=[1, 2, 4, 4],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        is_residual=True,
        **measured,
    )


def quieten(vae: Any) -> None:
    """Begin with blocks that add nothing and convolutions that keep the variance: 20 dB after 400
    steps, where the classes' own beginning comes to 16.
    """
    from torch import nn  # noqa: PLC0415 - heavy

    for name, module in vae.named_modules():
        if not isinstance(module, (nn.Conv2d, nn.Conv3d)):
            continue
        nn.init.zeros_(module.bias)
        if name.endswith((".conv2", ".proj")):
            nn.init.zeros_(module.weight)
        elif not name.endswith((".conv1", ".to_qkv")):
            nn.init.normal_(module.weight, std=module.weight[0].numel() ** -0.5)


def transformer() -> Any:
    """Wan with VACE: six layers, 128 wide, two of them shown which frames stand where."""
    from diffusers import WanVACETransformer3DModel  # noqa: PLC0415 - heavy

    return WanVACETransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=4,
        attention_head_dim=32,
        in_channels=16,
        out_channels=16,
        text_dim=_WIDE,
        freq_dim=64,
        ffn_dim=256,
        num_layers=6,
        rope_max_seq_len=64,
        vace_layers=[0, 2],
        vace_in_channels=96,
    )


def save(folder: Path, vae: Any, text_encoder: Any, moves: Any) -> None:
    """The checkpoint in diffusers' layout, its weights in half precision."""
    import torch  # noqa: PLC0415 - heavy
    from diffusers import UniPCMultistepScheduler, WanVACEPipeline  # noqa: PLC0415 - heavy

    pipeline = WanVACEPipeline(
        tokenizer=tokenizer(),
        text_encoder=text_encoder.eval(),
        vae=vae.eval(),
        transformer=moves.eval(),
        scheduler=UniPCMultistepScheduler(
            flow_shift=SHIFT, prediction_type="flow_prediction", use_flow_sigmas=True
        ),
    )
    pipeline.to(torch.float16).save_pretrained(folder)
