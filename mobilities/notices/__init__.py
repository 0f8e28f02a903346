"""The words of the messages about mobilities, made at sending, when the facts are looked up again."""

from mobilities.notices import comments, ladder, news, own, papers, proposals, sessions, steps, waivers

__all__ = ["comments", "ladder", "news", "own", "papers", "proposals", "sessions", "steps", "waivers"]
