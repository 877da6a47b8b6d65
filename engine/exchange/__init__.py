"""Exchange: films that were made, as timelines of OpenTimelineIO for other editors."""

from engine.exchange.export import Exported, Form, export_film
from engine.exchange.timeline import timeline_of

__all__ = ["Exported", "Form", "export_film", "timeline_of"]
