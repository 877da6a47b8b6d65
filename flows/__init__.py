"""Flows: a production from its catalog to its films, for the command line and for Prefect."""
