"""Instruments: what the tests measure with that has to be made first, by programs of its own."""
