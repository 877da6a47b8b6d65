"""The videos-api renderer: takes from a server that speaks OpenAI's `/v1/videos`."""

from engine.renderers.videos_api.offers import VideosApi

__all__ = ["VideosApi"]
