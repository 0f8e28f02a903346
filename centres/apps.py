from django.apps import AppConfig


class CentresConfig(AppConfig):
    """Who sends and receives: networks, VET centres, staff, programmes, apprentices, guardians."""

    name = "centres"
