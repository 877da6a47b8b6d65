"""Serving: schedules, runs from Prefect's UI, and dropped catalogs."""
