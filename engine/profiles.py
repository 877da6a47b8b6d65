"""Profiles: the shipped ones, kept as data, and the production's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from schemas.delivery import Delivery, Profile
from schemas.errors import ProductionError
from schemas.production import DeliverySettings
from schemas.shipped import shipped_table

__all__ = ["deliveries", "profiles"]


def profiles(own: Iterable[Profile]) -> Mapping[str, Profile]:
    """Every profile by name; the production's own replace shipped ones of the same name."""
    table = shipped_table("engine", "profiles.yaml")
    shipped = (Profile.model_validate(fields) for fields in table)
    return {profile.name: profile for profile in (*shipped, *own)}


def deliveries(
    wanted: Iterable[DeliverySettings], known: Mapping[str, Profile], locale: str
) -> tuple[Delivery, ...]:
    """What is delivered for a row in `locale`. Raises ProductionError for an unknown profile."""
    found = []
    for one in wanted:
        if one.profile not in known:
            near = get_close_matches(one.profile, known, n=1)
            raise ProductionError(
                f"there is no delivery profile {one.profile!r}",
                "deliveries in the production",
                f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(known))}.",
            )
        found += [
            Delivery(profile=known[one.profile], locale=tag) for tag in one.locales or (locale,)
        ]
    return tuple(found)
