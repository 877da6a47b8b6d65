from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import config_folder


def test_the_configuration_lies_in_the_platforms_place_and_is_not_made_by_asking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    found = config_folder()
    assert found.name == "callsheet"
    assert found.is_absolute()
    assert not found.exists()
