from importlib import import_module

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Who employs and hosts: companies, sites, contacts, training contracts."""

    name = "companies"

    def ready(self):
        """Profiles are made of the rows of the rules; the rooms below the rows only know where to ask."""
        import_module("companies.law").start()  # models are not there before
