"""Claims: nothing is said, written or shown that the row does not hold."""

from engine.claims.numbers import lint, numbers_in
from engine.claims.pictures import lint_pictures
from engine.claims.wording import lint_wording

__all__ = ["lint", "lint_pictures", "lint_wording", "numbers_in"]
