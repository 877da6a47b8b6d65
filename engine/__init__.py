"""The studio: everything between a brief and a signed film. It knows no Prefect and no catalog."""
