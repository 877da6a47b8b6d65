"""The second assembler: MoviePy, from the same edit, with Python of the user's own."""

__all__: list[str] = []
