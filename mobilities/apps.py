from django.apps import AppConfig


class MobilitiesConfig(AppConfig):
    """The journey: projects, mobilities, roadmaps, agreements."""

    name = "mobilities"
