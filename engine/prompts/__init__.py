"""Prompts: a neutral description in the words that each family of models was trained on."""

from engine.prompts.ltx2 import ltx2_prompt
from engine.prompts.prompt import REVISION, Prompt
from engine.prompts.sora import sora_prompt
from engine.prompts.wan import wan_prompt

__all__ = ["REVISION", "Prompt", "ltx2_prompt", "sora_prompt", "wan_prompt"]
