"""Reads the texts out of code and templates; `make messages` gives it its arguments."""

from django.core.management.commands.makemessages import Command as MakeMessages


class Command(MakeMessages):
    """No guessed translations, and an order that does not move when files do, so that changes stay readable."""

    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]
    msgattrib_options = [*MakeMessages.msgattrib_options, "--sort-output"]
