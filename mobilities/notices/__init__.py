"""The words of the messages about mobilities, made at sending, when the facts are looked up again."""

from mobilities.notices import news, papers, steps, waivers

__all__ = ["news", "papers", "steps", "waivers"]
