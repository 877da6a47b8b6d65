from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from engine import ffmpeg
from engine.sound import longest_silence, measure, mix, pcm, sound_key
from engine.sound.mix import premix
from engine.sound.stems import samples_of, stem
from engine.sound.tracks import TRACKS, Treatment
from schemas.edit import Edit, Layer, LayerRole, SoundClip, Track
from schemas.errors import EncodeError
from schemas.setup import Canvas
from tests.engine.sound.conftest import Cast, cut, tone


def changed(edit: Edit, **fields: Any) -> Edit:
    return edit.model_copy(update=fields)


def playing(edit: Edit, *clips: SoundClip) -> Edit:
    """The film with those sounds only."""
    return changed(edit, sounds=clips)


def said(key: str, start: int, frames: int, tempo: float = 1.0) -> SoundClip:
    return SoundClip(track=Track.VOICE, key=key, text=key, start=start, frames=frames, tempo=tempo)


def played(clip: SoundClip, **fields: Any) -> SoundClip:
    return clip.model_copy(update=fields)


@pytest.fixture(scope="module")
def mixed(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("mixed") / "film.m4a"
    mix(cast.edit, cast.sounds, cast.profile, target)
    return target


def test_the_decoded_mix_lands_on_the_profile(mixed: Path) -> None:
    found = measure(mixed)
    assert found.integrated == pytest.approx(-14.0, abs=0.5)
    assert found.true_peak <= -1.0


@pytest.mark.parametrize(("loudness", "peak"), [(-23.0, -1.0), (-16.0, -2.0)])
def test_other_profiles_are_met_by_a_voice_alone(
    cast: Cast, loudness: float, peak: float, tmp_path: Path
) -> None:
    profile = cast.profile.model_copy(update={"loudness": loudness, "true_peak": peak})
    edit = playing(cast.edit, *cast.edit.on(Track.VOICE))
    found = mix(edit, cast.sounds, profile, tmp_path / "a.m4a")
    assert found == measure(tmp_path / "a.m4a")
    assert found is not None
    assert found.integrated == pytest.approx(loudness, abs=0.5)
    assert found.true_peak <= peak


def test_the_bed_gives_way_to_the_voice(mixed: Path) -> None:
    # The bed is a tone at 12 kHz, where the voice has nothing.
    sound = pcm.read(mixed, channels=1)[:, 0]
    speech = slice(round(2.4 * pcm.RATE), round(3.4 * pcm.RATE))
    pause = slice(round(0.6 * pcm.RATE), round(1.6 * pcm.RATE))
    down = _tone_level(sound[pause]) - _tone_level(sound[speech])
    assert 5 <= down <= TRACKS[Track.MUSIC].duck + 1.5


def _tone_level(sound: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / pcm.RATE)
    return float(10 * np.log10(power[(hertz > 11_900) & (hertz < 12_100)].sum()))


def test_the_same_inputs_give_the_same_bytes(cast: Cast, mixed: Path, tmp_path: Path) -> None:
    mix(cast.edit, cast.sounds, cast.profile, tmp_path / "again.m4a")
    assert (tmp_path / "again.m4a").read_bytes() == mixed.read_bytes()


def test_ducking_never_loses_the_end_of_the_bed(cast: Cast, tmp_path: Path) -> None:
    # Without padding, one run in three lost the bed's last 80 ms.
    edit = playing(cast.edit, *cast.edit.on(Track.VOICE), played(cast.music, fade_out=0))
    for attempt in range(8):
        mixed = tmp_path / f"{attempt}.wav"
        premix(edit, cast.sounds, mixed)
        sound = pcm.read(mixed, channels=1)
        assert len(sound) == samples_of(cast.edit)
        assert np.abs(sound[-480:]).max() > 0.01


def test_the_sound_is_aac_lc_in_48_khz_stereo_from_zero_without_edit_list(mixed: Path) -> None:
    with av.open(str(mixed)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.profile) == ("aac", "LC")
        assert (stream.rate, stream.channels, stream.start_time) == (48_000, 2, 0)
    assert b"elst" not in mixed.read_bytes()
    assert b"Lavf" not in mixed.read_bytes()


@pytest.mark.parametrize(
    ("rate", "frames"), [("24", 240), ("30000/1001", 301), ("25", 1), ("60", 3)]
)
def test_the_sound_is_as_long_as_the_film(
    cast: Cast, rate: str, frames: int, tmp_path: Path
) -> None:
    edit = Edit(
        canvas=Canvas(width=64, height=64, rate=Fraction(rate)),
        cuts=(cut(frames),),
        sounds=(played(cast.music, frames=frames),),
    )
    mix(edit, cast.sounds, cast.profile, tmp_path / "a.m4a")
    wanted = frames / Fraction(rate) * pcm.RATE
    assert abs(len(pcm.read(tmp_path / "a.m4a", channels=2)) - wanted) <= 1024


def test_a_line_is_heard_at_its_frame_to_the_sample(cast: Cast, tmp_path: Path) -> None:
    noise = 0.2 * np.random.default_rng(1).standard_normal((pcm.RATE // 2, 1))
    pcm.write([noise.astype(np.float32)], tmp_path / "n.wav", channels=1, codec="pcm_s16le")
    edit = playing(cast.edit, said("n", 50, 12))
    mix(edit, {"n": tmp_path / "n.wav"}, cast.profile, tmp_path / "a.m4a")
    heard = pcm.read(tmp_path / "a.m4a", channels=1)[:, 0]
    spectrum = np.fft.rfft(heard) * np.conj(np.fft.rfft(noise[:, 0], len(heard)))
    assert np.fft.irfft(spectrum).argmax() == 50 * pcm.RATE // 24


def test_a_film_of_copied_streams_needs_no_edit_list(mixed: Path, tmp_path: Path) -> None:
    picture = ["-f", "lavfi", "-i", "color=size=64x64:rate=24:duration=12"]
    sound = ["-i", str(mixed), "-c:v", "libx264", "-bf", "0", "-c:a", "copy"]
    film = tmp_path / "film.mp4"
    ffmpeg.run([*picture, *sound, "-use_editlist", "0", str(film)], what="film")
    with av.open(str(film)) as container:
        assert [stream.start_time for stream in container.streams] == [0, 0]
    assert b"elst" not in film.read_bytes()
    assert np.array_equal(pcm.read(film, channels=2), pcm.read(mixed, channels=2))


def test_a_film_with_neither_voice_nor_music_is_truly_silent(cast: Cast, tmp_path: Path) -> None:
    edit = playing(cast.edit)
    assert mix(edit, {}, cast.profile, tmp_path / "a.m4a") is None
    sound = pcm.read(tmp_path / "a.m4a", channels=2)
    assert not sound.any()
    assert abs(len(sound) - samples_of(edit)) <= 1024


def test_a_short_bed_loops_without_a_hole(cast: Cast, tmp_path: Path) -> None:
    source = tone(tmp_path / "short.wav", hertz=440, seconds=2.1)
    stem(cast.edit, Track.MUSIC, {"bed": source}, tmp_path / "bed.wav")
    assert longest_silence(tmp_path / "bed.wav") < 0.2
    sound = pcm.read(tmp_path / "bed.wav", channels=2)
    assert len(sound) == samples_of(cast.edit)
    tenths = np.abs(sound[:, 0]).reshape(-1, pcm.RATE // 10).max(axis=1)
    inside = tenths[5:-17]  # between the fades
    assert inside.min() > 0.25 * inside.max()


def test_the_bed_fades_in_and_out(cast: Cast, tmp_path: Path) -> None:
    source = tone(tmp_path / "long.wav", hertz=440, seconds=20)
    stem(cast.edit, Track.MUSIC, {"bed": source}, tmp_path / "bed.wav")
    sound = np.abs(pcm.read(tmp_path / "bed.wav", channels=1)[:, 0])
    full = sound[4 * pcm.RATE : 6 * pcm.RATE].max()
    half_in, half_out = round(0.2 * pcm.RATE), len(sound) - round(0.8 * pcm.RATE)
    for middle in (half_in, half_out):
        assert sound[middle - 480 : middle + 480].max() == pytest.approx(full / 2, rel=0.1)
    assert sound[-48:].max() < 0.01 * full


@pytest.mark.parametrize("level", [0.01, 0.9])
def test_a_gain_means_the_same_for_quiet_and_for_loud_music(
    cast: Cast, level: float, tmp_path: Path
) -> None:
    source = tone(tmp_path / "a.wav", hertz=440, seconds=20, level=level)
    edit = playing(cast.edit, played(cast.music, fade_in=0, fade_out=0))
    stem(edit, Track.MUSIC, {"bed": source}, tmp_path / "bed.wav")
    assert measure(tmp_path / "bed.wav").integrated == pytest.approx(-19 - 8, abs=0.2)


def test_tempo_shortens_a_line_and_keeps_its_pitch(cast: Cast, tmp_path: Path) -> None:
    source = tone(tmp_path / "a.wav", hertz=1_000, seconds=2)
    edit = playing(cast.edit, said("a", 0, 48, tempo=1.25))
    stem(edit, Track.VOICE, {"a": source}, tmp_path / "v.wav")
    sound = pcm.read(tmp_path / "v.wav", channels=1)[:, 0]
    heard = np.flatnonzero(np.abs(sound) > 0.02)
    assert heard[-1] / pcm.RATE == pytest.approx(1.6, abs=0.05)
    hertz = np.abs(np.fft.rfft(sound[: pcm.RATE])).argmax()
    assert hertz == pytest.approx(1_000, abs=10)


def test_a_line_that_runs_past_the_end_is_an_error(cast: Cast, tmp_path: Path) -> None:
    late = played(cast.edit.sounds[0], start=270)
    with pytest.raises(EncodeError, match=r"past the film's end \(by 1\.\d+ s: 'This cast"):
        mix(playing(cast.edit, late), cast.sounds, cast.profile, tmp_path / "a.m4a")


def test_a_line_without_a_sound_is_an_error(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match=r"has no sound \('This cast iron pan"):
        mix(cast.edit, {}, cast.profile, tmp_path / "a.m4a")


def test_silent_music_is_an_error(cast: Cast, tmp_path: Path) -> None:
    source = tone(tmp_path / "a.wav", hertz=440, seconds=3, level=0)
    with pytest.raises(EncodeError, match="music is silent"):
        mix(cast.edit, {**cast.sounds, "bed": source}, cast.profile, tmp_path / "a.m4a")


def test_music_that_is_no_sound_is_an_error(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("<html>")
    with pytest.raises(EncodeError, match=r"measurements of a\.mp3"):
        mix(
            cast.edit,
            {**cast.sounds, "bed": tmp_path / "a.mp3"},
            cast.profile,
            tmp_path / "a.m4a",
        )


def test_clicks_keep_below_the_peak_even_where_they_cannot_be_loud(
    cast: Cast, tmp_path: Path
) -> None:
    clicks = np.zeros((12 * pcm.RATE, 2), np.float32)
    clicks[:: pcm.RATE // 4] = 0.9
    pcm.write([clicks], tmp_path / "clicks.wav", channels=2)
    edit = playing(cast.edit, cast.music)
    found = mix(edit, {"bed": tmp_path / "clicks.wav"}, cast.profile, tmp_path / "a.m4a")
    assert found is not None
    assert found.true_peak <= cast.profile.true_peak
    assert found.integrated < cast.profile.loudness - 1


def test_an_effect_is_heard_at_its_frame_for_its_frames_and_the_voice_lowers_nothing_of_it(
    cast: Cast, tmp_path: Path
) -> None:
    source = tone(tmp_path / "sting.wav", hertz=9_000, seconds=4)
    effect = SoundClip(track=Track.EFFECTS, key="sting", start=48, frames=48, first=12)
    voice = cast.edit.on(Track.VOICE)
    premix(playing(cast.edit, *voice, effect), {**cast.sounds, "sting": source}, tmp_path / "m.wav")
    sound = pcm.read(tmp_path / "m.wav", channels=1)[:, 0]
    seconds = [sound[n * pcm.RATE : (n + 1) * pcm.RATE] for n in range(12)]
    levels = [_level_at(second, 9_000) for second in seconds]
    assert all(level > -16 for level in levels[2:4])
    assert all(level < -50 for level in (*levels[:2], *levels[4:]))
    assert levels[2] == pytest.approx(levels[3], abs=0.5)


def test_what_a_take_sounds_like_gives_way_to_the_voice_less_than_music_does(
    cast: Cast, tmp_path: Path
) -> None:
    source = tone(tmp_path / "take.wav", hertz=9_000, seconds=12)
    own = SoundClip(track=Track.NATURAL, key="take", start=0, frames=288)
    voice = cast.edit.on(Track.VOICE)
    premix(playing(cast.edit, *voice, own), {**cast.sounds, "take": source}, tmp_path / "m.wav")
    sound = pcm.read(tmp_path / "m.wav", channels=1)[:, 0]
    pause, speech = (
        _level_at(sound[round(at * pcm.RATE) : round((at + 1) * pcm.RATE)], 9_000)
        for at in (0.6, 2.4)
    )
    assert 3 <= pause - speech <= TRACKS[Track.NATURAL].duck + 1.5


def test_tracks_without_a_voice_are_added_as_they_are(cast: Cast, tmp_path: Path) -> None:
    source = tone(tmp_path / "take.wav", hertz=9_000, seconds=12)
    own = SoundClip(track=Track.NATURAL, key="take", start=0, frames=288)
    edit = playing(cast.edit, cast.music, own)
    files = {**cast.sounds, "take": source}
    premix(edit, files, tmp_path / "both.wav")
    for track in (Track.MUSIC, Track.NATURAL):
        stem(edit, track, files, tmp_path / f"{track}.wav")
    apart = [pcm.read(tmp_path / f"{name}.wav", channels=2) for name in ("music", "natural")]
    both = pcm.read(tmp_path / "both.wav", channels=2)
    assert np.abs(both - apart[0] - apart[1]).max() < 1e-4


def _level_at(sound: np.ndarray[Any, np.dtype[np.float32]], hertz: float) -> float:
    """dBFS of a sine of that frequency, at whole hertz of a sound of a second."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) * 4 / len(sound)
    return float(20 * np.log10(spectrum[round(hertz * len(sound) / pcm.RATE)] + 1e-9))


def test_the_key_ignores_layers_and_pictures(cast: Cast) -> None:
    price = Layer(role=LayerRole.PRICE, text=("€49",), locale="en", start=0, frames=24, late=True)
    other = changed(
        cast.edit,
        layers=(price,),
        canvas=Canvas(width=360, height=640),
        cuts=(cut(288, shot="two", take="1"),),
    )
    assert sound_key(other, cast.profile) == sound_key(cast.edit, cast.profile)


def test_films_of_two_rates_share_their_sound(cast: Cast) -> None:
    """Twice as many frames, each half as long: the same seconds."""
    double = [
        played(clip, start=2 * clip.start, frames=2 * clip.frames) for clip in cast.edit.sounds
    ]
    other = changed(
        cast.edit,
        canvas=Canvas(width=640, height=360, rate=Fraction(48)),
        cuts=(cut(576),),
        sounds=tuple(double),
    )
    assert sound_key(other, cast.profile) == sound_key(cast.edit, cast.profile)


def test_the_key_follows_everything_that_is_heard(cast: Cast) -> None:
    edit, profile, music = cast.edit, cast.profile, cast.music
    first, *others = edit.on(Track.VOICE)
    effect = SoundClip(track=Track.EFFECTS, key="sting", frames=24)
    edits = [
        edit,
        playing(edit, *others, music),
        playing(edit, played(first, start=49), *others, music),
        playing(edit, played(first, tempo=1.1), *others, music),
        playing(edit, played(first, key="x"), *others, music),
        playing(edit, first, *others),
        playing(edit, first, *others, played(music, key="0" * 64)),
        playing(edit, first, *others, played(music, gain=-6.0)),
        playing(edit, first, *others, played(music, fade_out=1.0)),
        playing(edit, first, *others, played(music, frames=240)),
        playing(edit, first, *others, music, effect),
        playing(edit, first, *others, music, played(effect, first=12)),
        playing(edit, first, *others, music, played(effect, track=Track.NATURAL)),
        changed(edit, cuts=(cut(289),)),
        changed(edit, canvas=Canvas(width=640, height=360, rate=Fraction(25))),
    ]
    changes: list[dict[str, float]] = [{"loudness": -16}, {"true_peak": -2}, {"audio_kbps": 128}]
    profiles = [profile.model_copy(update=change) for change in changes]
    keys = [sound_key(one, profile) for one in edits] + [sound_key(edit, one) for one in profiles]
    assert len(set(keys)) == len(keys)


def test_the_key_follows_how_much_a_track_gives_way(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sound_key(cast.edit, cast.profile)
    assert isinstance(TRACKS, dict)
    monkeypatch.setitem(TRACKS, Track.MUSIC, Treatment(bed=True, duck=6.0))
    assert sound_key(cast.edit, cast.profile) != before
