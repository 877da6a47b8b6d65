"""Training: first the autoencoder, then, on what it makes of films, the transformer and the reader.

Every step's films and noise follow from the seed and the step's number alone, so that a training
that was stopped goes on from its last checkpoint to the same weights, on the same machine.
It measures what the autoencoder keeps of films; what the model has learned of words is not known.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from engine.prompts import Prompt, wan_prompt
from tests.instruments.toy import parts
from tests.instruments.toy.films import caption, drawn, drawn_by_chance

__all__ = ["Plan", "train"]

_KEPT_EVERY = 200
"""Steps between two checkpoints."""
_SMOOTHED = 0.998
"""How slowly the weights that are kept follow those that are trained."""
_UNSAID = 0.12
"""How many films are learned without their words, for guidance."""
_SPREAD = 1e-4
"""Share of the loss that keeps the latents small."""
_OPERATIONS = ("generate", "animate")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is learned, and from what. `sizes` are (h, w) with the share of films of each,
    `lengths` frames of a clip with theirs; `films` are drawn once and learned again and again.
    """

    seed: int = 0
    vae_steps: int = 4000
    films: int = 3000
    steps: int = 10000
    batch: int = 16
    sizes: tuple[tuple[int, int, float], ...] = ((64, 64, 0.84), (64, 112, 0.08), (112, 64, 0.08))
    lengths: tuple[tuple[int, float], ...] = (
        (17, 0.6),
        (13, 0.14),
        (9, 0.12),
        (5, 0.06),
        (1, 0.08),
    )


def train(plan: Plan, work: Path, folder: Path, say: Say) -> None:
    """Write the checkpoint into `folder`; `work` holds what a later call goes on from."""
    work.mkdir(parents=True, exist_ok=True)
    begun, told = work / "plan.txt", repr(replace(plan, steps=0, vae_steps=0))
    if begun.exists() and begun.read_text("utf-8") != told:
        raise ValueError(f"{work} holds the work of another plan: name another folder, or empty it")
    begun.write_text(told, "utf-8")
    vae = _autoencoder(plan, work, say)
    bank = _bank(plan, vae, work, say)
    moves, reader = _transformer(plan, bank, work, say)
    parts.save(folder, vae, reader, moves)
    say(f"written: {folder}")


def _chance(plan: Plan, phase: str, step: int) -> np.random.Generator:
    """For one step, the same whenever it is asked for; torch's is set along with it."""
    seed = np.random.SeedSequence([plan.seed, *phase.encode(), step])
    torch.manual_seed(int(seed.generate_state(1)[0]))
    return np.random.default_rng(seed)


def _levels(films: list[Any]) -> Any:
    """Films (n, h, w, 3) from 0 to 1 as (films, 3, n, h, w) from -1 to 1."""
    return torch.from_numpy(np.stack(films)).permute(0, 4, 1, 2, 3).contiguous() * 2 - 1


@dataclass(slots=True)
class _Course:
    """Modules with their optimiser, of which a checkpoint is kept every few steps."""

    name: str
    modules: dict[str, Any]
    rate: float
    steps: int
    work: Path
    say: Say
    shares: dict[str, Any] = field(default_factory=dict)

    def run(self, loss_at: Callable[[int], Any]) -> None:
        """Go on from the last checkpoint to the last step; the modules then hold the smoothed
        weights.
        """
        weights = [one for module in self.modules.values() for one in module.parameters()]
        optimiser = torch.optim.AdamW(weights, self.rate, betas=(0.9, 0.99), weight_decay=0.01)
        smoothed = [one.detach().clone() for one in weights]
        kept = self.work / f"{self.name}.pt"
        first = 0
        if kept.exists():
            state = torch.load(kept, weights_only=True)
            first = state["step"]
            optimiser.load_state_dict(state["optimiser"])
            smoothed = state["smoothed"]
            with torch.no_grad():
                for one, was in zip(weights, state["weights"], strict=True):
                    one.copy_(was)
        begun, mean = time.monotonic(), 0.0
        for step in range(first, self.steps):
            for group in optimiser.param_groups:
                group["lr"] = self.rate * _pace(step, self.steps)
            loss = loss_at(step)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            slow = min(_SMOOTHED, (step + 1) / (step + 10))
            with torch.no_grad():
                for one, was in zip(weights, smoothed, strict=True):
                    was.lerp_(one, 1 - slow)
            mean = loss.item() if step == first else 0.98 * mean + 0.02 * loss.item()
            if (step + 1) % _KEPT_EVERY == 0 or step + 1 == self.steps:
                state = {"step": step + 1, "optimiser": optimiser.state_dict()}
                state |= {"smoothed": smoothed, "weights": [one.detach() for one in weights]}
                torch.save(state, kept.with_suffix(".new"))
                kept.with_suffix(".new").replace(kept)
                each = (time.monotonic() - begun) / (step + 1 - first)
                self.say(f"{self.name} {step + 1}/{self.steps}: loss {mean:.4f}, {each:.2f} s each")
        with torch.no_grad():
            for one, was in zip(weights, smoothed, strict=True):
                one.copy_(was)


def _pace(step: int, steps: int) -> float:
    """Share of the rate: up over the first steps, then down along half a cosine."""
    warm = max(1, min(100, steps // 10))
    down = (1 + math.cos(math.pi * step / steps)) / 2
    return min(1.0, (step + 1) / warm) * (0.03 + 0.97 * down)


def _autoencoder(plan: Plan, work: Path, say: Say) -> Any:
    """Trained on small pieces of films first, because those take a quarter of the time."""
    torch.manual_seed(plan.seed)
    vae = parts.autoencoder()
    parts.quieten(vae)

    def _loss(step: int) -> Any:
        chance = _chance(plan, "vae", step)
        side, many = (32, 6) if step < plan.vae_steps * 0.85 else (64, 2)
        frames = 1 if step % 8 == 0 else 9
        films = [_piece(chance, side, frames) for _ in range(many)]
        wanted = _levels(films)
        found = vae.encode(wanted).latent_dist
        # Without the posterior's noise, which is as loud as the films at first.
        made = vae.decode(found.mean).sample
        # What moves is a tenth of the picture, and counts as much as the ground.
        weight = 1 + 4 * ((wanted - wanted.amin((3, 4), keepdim=True)).amax(1, keepdim=True) > 0.2)
        # Squared, because the least absolute error of a small thing on a ground is no thing.
        far = (made - wanted).square() * weight
        return far.mean() + _SPREAD * found.mean.square().mean()

    _Course("vae", {"vae": vae}, 2e-3, plan.vae_steps, work, say).run(_loss)
    chance = _chance(plan, "latents", 0)
    many = min(64, plan.films)
    films = [drawn(drawn_by_chance(chance, (64, 64), 17), (64, 64), 17) for _ in range(many)]
    with torch.no_grad():
        found = vae.encode(_levels(films)).latent_dist.mean
        error = (vae.decode(found).sample - _levels(films)).square().mean() / 4
    say(f"the autoencoder's pictures: {-10 * float(torch.log10(error)):.1f} dB")
    measured = parts.autoencoder(
        found.mean((0, 2, 3, 4)).tolist(), found.std((0, 2, 3, 4)).tolist()
    )
    measured.load_state_dict(vae.state_dict())
    return measured.eval()


def _piece(chance: np.random.Generator, side: int, frames: int) -> Any:
    """A film of `side` pixels out of one of 64; some are grey from a frame on, as VACE is shown."""
    whole = drawn(drawn_by_chance(chance, (64, 64), frames), (64, 64), frames)
    if chance.random() < 0.2 and frames > 1:
        known = _known(chance, frames)
        whole[~known] = 0.5
    top, left = (int(chance.integers(0, 64 - side + 1)) for _ in range(2))
    return whole[:, top : top + side, left : left + side]


def _known(chance: np.random.Generator, frames: int) -> Any:
    """Which frames are there: none, the first, both ends, or a few at either end or at both."""
    there = np.zeros(frames, bool)
    if frames == 1:
        return there
    steps = (frames - 1) // 4
    few = 1 + 4 * int(chance.integers(0, steps))
    match chance.choice(6, p=(0.3, 0.16, 0.1, 0.17, 0.1, 0.17)):
        case 1:
            there[0] = True
        case 2:
            there[[0, -1]] = True
        case 3:
            there[:few] = True
        case 4:
            there[-few:] = True
        case 5:
            left = int(chance.integers(1, steps)) if steps > 1 else 0
            there[: 1 + 4 * left] = True
            there[-(1 + 4 * int(chance.integers(0, steps - left))) :] = True
    return there


@dataclass(slots=True)
class _Batch:
    """Films of one size and length as the transformer is shown them."""

    films: Any
    control: Any
    words: Any
    unsaid: Any


def _bank(plan: Plan, vae: Any, work: Path, say: Say) -> list[_Batch]:
    """The films as latents, by size and length; (films, 16, n, h, w) and (films, 96, n, h, w)."""
    kept = work / "bank.pt"
    if kept.exists():
        return [_Batch(**one) for one in torch.load(kept, weights_only=True)]
    mean, deviation = (
        torch.tensor(values).view(1, -1, 1, 1, 1)
        for values in (vae.config.latents_mean, vae.config.latents_std)
    )

    def _latents(levels: Any) -> Any:
        found = [vae.encode(part).latent_dist.mode() for part in levels.split(8)]
        return (torch.cat(found) - mean) / deviation

    reads, chance, bank = parts.tokenizer(), _chance(plan, "bank", 0), []
    for height, width, of_size in plan.sizes:
        for frames, of_length in plan.lengths:
            many = max(plan.batch, round(plan.films * of_size * of_length))
            films = [drawn_by_chance(chance, (height, width), frames) for _ in range(many)]
            said = [
                wan_prompt(caption(film, chance), str(chance.choice(_OPERATIONS))) for film in films
            ]
            known = torch.from_numpy(np.stack([_known(chance, frames) for _ in films]))
            shown = _levels([drawn(film, (height, width), frames) for film in films])
            with torch.no_grad():
                latents = _latents(shown)
                inactive = _latents(shown * known[:, None, :, None, None])
                kinds, kind = known.unique(dim=0, return_inverse=True)  # few: encoded once each
                grey = torch.where(kinds[:, None, :, None, None], 0.0, 128 / 127.5 - 1)
                reactive = _latents(grey.expand(-1, *shown.shape[1:]))[kind]
                control = torch.cat([inactive, reactive, _masks(known, latents)], 1)
            bank.append(_Batch(latents.half(), control.half(), *_read(reads, said)))
        say(f"films of {width}x{height} are drawn")
    torch.save([{name: getattr(one, name) for name in _Batch.__slots__} for one in bank], kept)
    return bank


def _masks(known: Any, latents: Any) -> Any:
    """As WanVACEPipeline has them: 64 channels, each step of the nearest frame."""
    missing = (~known).float()[:, None]
    steps = functional.interpolate(missing, size=latents.shape[2], mode="nearest-exact")
    many, _, frames, height, width = latents.shape
    return steps[..., None, None].expand(many, 64, frames, height, width)


def _read(reads: Any, said: list[Prompt]) -> Iterator[Any]:
    """Token numbers (films, tokens) of what is wanted and of what is not."""
    for texts in ([one.text for one in said], [one.negative for one in said]):
        read = reads(texts, padding="max_length", max_length=parts.TOKENS, truncation=True)
        yield torch.tensor(read["input_ids"])


def _transformer(plan: Plan, bank: list[_Batch], work: Path, say: Say) -> tuple[Any, Any]:
    """Flow matching: from noise and a film mixed in a share, the way from the film to the noise."""
    torch.manual_seed(plan.seed + 1)
    moves, reader = parts.transformer(), parts.reader()
    for block in moves.vace_blocks:  # as VACE begins: what is shown changes nothing yet
        torch.nn.init.zeros_(block.proj_out.weight)
        torch.nn.init.zeros_(block.proj_out.bias)
    sizes = np.array([len(one.films) for one in bank], float)

    def _loss(step: int) -> Any:
        chance = _chance(plan, "moves", step)
        group = bank[int(chance.choice(len(bank), p=sizes / sizes.sum()))]
        chosen = torch.from_numpy(chance.choice(len(group.films), plan.batch, replace=False))
        films, control = group.films[chosen].float(), group.control[chosen].float()
        unsaid = torch.from_numpy(chance.random(plan.batch) < _UNSAID)
        words = torch.where(unsaid[:, None], group.unsaid[chosen], group.words[chosen])
        even = torch.rand(plan.batch)
        share = parts.SHIFT * even / (1 + (parts.SHIFT - 1) * even)
        noise = torch.randn_like(films)
        part = share.view(-1, 1, 1, 1, 1)
        # Without VACE's blocks it is Wan, which redraws.
        alone = chance.random() < 0.2
        found = moves(
            films * (1 - part) + noise * part,
            share * 1000,
            read(reader, words),
            control_hidden_states=control,
            control_hidden_states_scale=torch.full((2,), 0.0 if alone else 1.0),
        ).sample
        return (found - (noise - films)).square().mean()

    modules = {"moves": moves, "reader": reader}
    _Course("moves", modules, 2.5e-3, plan.steps, work, say).run(_loss)
    return moves, reader


def read(reader: Any, words: Any) -> Any:
    """The tokens encoded as Wan's pipelines do: what is padded is zero."""
    there = words != 0
    found = reader(words, there.long()).last_hidden_state
    return found * there[..., None]
