"""The data that travels between the layers, and the error tree. It does no input or output."""

__all__: list[str] = []
