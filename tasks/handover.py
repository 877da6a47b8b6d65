"""Handover: arguments that Prefect passes on without looking into them."""

from __future__ import annotations

from typing import TypeVar, cast

from prefect.futures import PrefectFuture
from prefect.utilities.annotations import quote

__all__ = ["promised", "whole"]

T = TypeVar("T")


def promised(future: PrefectFuture[T]) -> T:
    """What a task will have returned: Prefect passes the result on where it is given the future."""
    return cast("T", future)


def whole(value: T) -> T:
    """`value`, in a wrapper that Prefect takes off again before the task runs.

    Without it Prefect walks through every part of an argument in search of futures, which for a
    plan of a thousand rows takes longer than the plan.
    """
    return cast("T", quote(value))
