"""Planning: what a catalog's rows need, against what there is. Nothing is made or spent here."""

__all__: list[str] = []
