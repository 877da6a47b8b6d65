"""Claims: nothing is said, written or shown that the row does not hold."""

from engine.claims.addresses import address_in
from engine.claims.evidence import Evidence
from engine.claims.judge import Judge
from engine.claims.translated import faults_of_translation
from engine.claims.vocabulary import known_languages
from engine.claims.wording import lint, lint_pictures, numbers_in

__all__ = [
    "Evidence",
    "Judge",
    "address_in",
    "faults_of_translation",
    "known_languages",
    "lint",
    "lint_pictures",
    "numbers_in",
]
