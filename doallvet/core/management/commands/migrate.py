"""Django's migrate without the time limits of requests: an index over a large table takes longer."""

from django.core.management.commands import migrate
from django.db import connections

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            return super().handle(*args, **options)
        self._execute(connection, "SET {} = 0")
        try:
            return super().handle(*args, **options)
        finally:
            self._execute(connection, "RESET {}")

    def _execute(self, connection, command):
        with connection.cursor() as cursor:
            for limit in LIMITS:
                cursor.execute(command.format(limit))
