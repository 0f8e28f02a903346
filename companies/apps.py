from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Who employs and hosts: companies, sites, contacts, training contracts."""

    name = "companies"
