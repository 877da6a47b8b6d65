"""Pictures: what is seen in one, found out once. It does not know what they are used for."""

from engine.pictures.annotate import annotated
from engine.pictures.matte import cut_out, subject_mask
from engine.pictures.models import EYES
from engine.pictures.seeing import eyes, understand

__all__ = ["EYES", "annotated", "cut_out", "eyes", "subject_mask", "understand"]
