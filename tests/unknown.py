"""Makes an error of a variable that one of our templates asks for and nobody gave it."""

import sys
from pathlib import Path

OWN = Path(__file__).resolve().parent.parent / "templates"
OPTIONAL = {"default", "default_if_none"}


class UnknownVariable(Exception):
    """A template asks for something that is not in its context."""


class Unknown(str):
    """Django's `string_if_invalid`: an empty text for the templates of libraries, an error in our own.

    `{% if x %}` and `{{ x|default:"" }}` may ask for what is not there.
    """

    def __bool__(self):
        return self._asked_by(sys._getframe(1)) is not None

    def __contains__(self, text):
        return True  # Django asks whether it may put the variable's name in

    def __mod__(self, variable):
        raise UnknownVariable(f"{self._asked_by(sys._getframe(1))} asks for “{variable}”, which nobody gave it.")

    def _asked_by(self, frame):
        """Name the template of ours in which the variable stands; None for a library's, or where it may be missing."""
        if "ignore_failures" not in frame.f_locals:
            return None
        filters = getattr(frame.f_locals.get("self"), "filters", [])
        if filters and filters[0][0].__name__ in OPTIONAL:
            return None
        while frame and frame.f_code.co_name != "render_annotated":
            frame = frame.f_back
        origin = getattr(frame.f_locals["self"], "origin", None) if frame else None
        path = Path(origin.name) if origin else None
        return str(path.relative_to(OWN)) if path and path.is_relative_to(OWN) else None
