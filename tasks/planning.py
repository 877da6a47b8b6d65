"""Task: draw the plan, and show it in Prefect's UI."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prefect import task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from engine.production.plan import Plan, draw_plan
from engine.production.sheet import Sheet
from engine.production.studio import Studio
from schemas.reject import Reject

__all__ = ["plan_catalog"]

_SHOWN = 500


@task(name="plan catalog", tags=["plan"], cache_policy=NO_CACHE, persist_result=False)
def plan_catalog(
    studio: Studio, sheet: Sheet, only: Collection[str], failed: Mapping[str, Reject]
) -> Plan:
    """What would be made, reused, withdrawn and spent; `failed` rows could not be written."""
    plan = draw_plan(studio, sheet, only, failed=failed)
    create_table_artifact(
        key="plan",
        table=[
            film.model_dump(include={"id", "locale", "profile", "fate", "why"}, mode="json")
            for film in plan.films[:_SHOWN]
        ]
        or [{"plan": "nothing to do"}],
        description=(
            f"{plan.would.films.made} films to make, {plan.would.films.reused} stand; "
            f"{len(plan.rejects)} rows need a look"
        ),
    )
    return plan
