"""Claims: nothing is said, written or shown that the row does not hold."""

from engine.claims.wording import lint, lint_pictures, lint_wording, numbers_in

__all__ = ["lint", "lint_pictures", "lint_wording", "numbers_in"]
