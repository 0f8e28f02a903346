"""Small promises of style.md and security.md that can be read off the code."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house.code import Module, called, calls
from tests.house.rooms import MODELS, RULES, TOOLBOX, layer_of, room_of

LINES = 300
WRITTEN = {".py", ".html", ".js", ".sh", ".toml", ".yml"}  # a style sheet may be long: two of them are two requests
MADE = {"migrations", "locale", "data", "__pycache__"}
SHORT = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
}  # what may be called `_`: xgettext looks for names, whatever they stand for
TOLD_BY_SIGNAL = {"doallvet.outbox.providers"}  # django-anymail has no other way
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}


def long_files(root: Path, folders: Iterable[str]) -> Iterator[str]:
    """Files that somebody has to read and that are longer than they should be; what is generated or data is not."""
    for file in sorted(file for folder in folders for file in (root / folder).rglob("*")):
        path = file.relative_to(root)
        if file.suffix in WRITTEN and not MADE & set(path.parts):
            lines = file.read_text(encoding="utf-8").count("\n")
            if lines > LINES:
                yield f"{path} has {lines} lines: a noun hides in it."


def locks(modules: dict[str, Module]) -> Iterator[str]:
    """Row locks that do not say which table they lock."""
    for module in modules.values():
        for call in calls(module.tree, "select_for_update"):
            if "of" not in {word.arg for word in call.keywords}:
                yield f"{module.path}:{call.lineno} locks every table of the query: say of=(…)."


def clocks(modules: dict[str, Module]) -> Iterator[str]:
    """Rules that look at the clock; today comes in as an argument."""
    for name, module in modules.items():
        if room_of(name) not in (None, TOOLBOX) and layer_of(name) == RULES:
            for call in calls(module.tree, *CLOCKS):
                yield f"{module.path}:{call.lineno} asks the clock ({called(call)}): let the day come in."


def hooks(modules: dict[str, Module]) -> Iterator[str]:
    """Signals, and models that write in `save` or `delete`: actions write."""
    for name, module in modules.items():
        for node in ast.walk(module.tree):
            signals = isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", "django.dispatch"))
            if signals and name not in TOLD_BY_SIGNAL:
                yield f"{module.path}:{node.lineno} uses signals: an action says what follows."
            elif isinstance(node, ast.ClassDef) and room_of(name) and layer_of(name) == MODELS:
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name == "save":
                        yield f"{module.path}:{method.lineno} overrides save: an action writes."


def other_names(modules: dict[str, Module]) -> Iterator[str]:
    """Translations under a name that is not looked for when texts are read out: such texts stay English for ever."""
    for module in modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                pairs = [(word.name, word.asname or word.name) for word in node.names]
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
                given = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                pairs = [(given, target.id) for target in node.targets if isinstance(target, ast.Name)]
            else:
                continue
            for given, name in pairs:
                if "gettext" in given and name != given and not (name == "_" and given in SHORT):
                    yield f"{module.path}:{node.lineno} calls {given} {name}: its texts are not read out."
