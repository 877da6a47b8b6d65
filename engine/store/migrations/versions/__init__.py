"""Versions: one module a revision, oldest first by their numbers."""
