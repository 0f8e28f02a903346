"""Finds arrows that point up, circles, and imports that hide: each is one sentence."""

import ast
from collections.abc import Iterable, Iterator

from tests.house.code import Import, Module, called, calls, imports, text
from tests.house.rooms import DOORS, LAYERS, ROOMS, RULES, SLOW, TOOLBOX, is_above, is_free, layer_of, room_of

RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")
LABELS = {room.rsplit(".", 1)[-1]: room for room in ROOMS}
BY_NAME = ("import_module", "import_string", "get_model", "__import__")


def between_rooms(modules: dict[str, Module]) -> Iterator[str]:
    """Imports of a room that stands above, and files outside the rooms that name one; tools are for everybody."""
    for arrow in _all(modules):
        source, target = room_of(arrow.by.name), room_of(arrow.target)
        if arrow.by.name in DOORS:
            continue
        if target not in (None, TOOLBOX) and not source:
            yield f"{arrow.place} imports {arrow.target}: only urls.py, settings.py and celery.py name the apps."
        elif source and arrow.target in DOORS:
            yield f"{arrow.place} imports {arrow.target}: it stands above all rooms."
        elif source and target and is_above(target, source):
            yield f"{arrow.place} imports {arrow.target}: {source} stands below {target}."


def by_name(modules: dict[str, Module]) -> Iterator[str]:
    """Modules and models of a room above that are asked for by their name, and migrations that wait for one."""
    for module in modules.values():
        source = room_of(module.name)
        for call in calls(module.tree, *BY_NAME):
            name = text(call.args[0]) if call.args else None
            target = _room_named(name or "")
            if source and target and is_above(target, source):
                yield f"{module.path}:{call.lineno} asks for {name} by name: {source} stands below {target}."
        for name, line in _dependencies(module):
            if source and name in LABELS and is_above(LABELS[name], source):
                yield f"{module.path}:{line} waits for a migration of {name}: {source} stands below {LABELS[name]}."


def foreign_keys(modules: dict[str, Module]) -> Iterator[str]:
    """Relations to a model of a room above, written as a text (an imported model is found by its import)."""
    for module in modules.values():
        source = room_of(module.name)
        for call in calls(module.tree, *RELATIONS):
            named = [*call.args[:1], *(word.value for word in call.keywords if word.arg in ("to", "through"))]
            for model in filter(None, map(text, named)):
                target = LABELS.get(model.split(".")[0].lower()) if "." in model else None
                if source and target and is_above(target, source):
                    yield (
                        f"{module.path}:{call.lineno} {called(call)} to {model}: foreign keys point down, "
                        f"and {source} stands below {target}."
                    )


def layers(modules: dict[str, Module]) -> Iterator[str]:
    """Modules of a room that use a higher layer of it, rules that ask rows, modules that nobody placed."""
    for name, module in modules.items():
        if room_of(name) and not is_free(name) and layer_of(name) is None:
            yield f"{module.path} stands in no layer: give it a name of architecture.md, or place it in rooms.py."
    for arrow in _all(modules):
        source, target = room_of(arrow.by.name), room_of(arrow.target)
        if not source or not target or is_free(arrow.by.name):
            continue
        if is_free(arrow.target):
            if arrow.target.endswith(".apps") or ".migrations" in arrow.target:
                yield f"{arrow.place} imports {arrow.target}: Django reads it, nobody else."
            continue
        here, there = layer_of(arrow.by.name), layer_of(arrow.target)
        if here is None or there is None:
            continue
        if source == target and there > here:
            yield f"{arrow.place} imports {arrow.target}: {LAYERS[here][0]} stand below {LAYERS[there][0]}."
        elif source != target and source != TOOLBOX and here <= RULES < there:
            yield f"{arrow.place} imports {arrow.target}: {LAYERS[here][0]} know plain values only."


def hidden(modules: dict[str, Module]) -> Iterator[str]:
    """Imports inside a function, slow libraries excepted."""
    for arrow in _all(modules):
        if arrow.hidden and arrow.target.split(".")[0] not in SLOW:
            yield f"{arrow.place} imports {arrow.target} inside a function."


def circles(modules: dict[str, Module]) -> Iterator[str]:
    """Modules of one room that lead back to themselves."""
    arrows: dict[str, list[str]] = {name: [] for name in modules}
    for arrow in _all(modules):
        if arrow.target in modules and room_of(arrow.by.name) and room_of(arrow.by.name) == room_of(arrow.target):
            arrows[arrow.by.name].append(arrow.target)
    done: set[str] = set()
    for name in arrows:
        if circle := _circle(name, arrows, [], done):
            yield f"{' → '.join(circle)}: a circle."


def _circle(name: str, arrows: dict[str, list[str]], way: list[str], done: set[str]) -> list[str]:
    if name in way:
        return [*way[way.index(name) :], name]
    if name in done:
        return []
    done.add(name)
    for target in arrows[name]:
        if circle := _circle(target, arrows, [*way, name], done):
            return circle
    return []


def _all(modules: dict[str, Module]) -> Iterable[Import]:
    for module in modules.values():
        yield from imports(module, modules)


def _room_named(name: str) -> str | None:
    return room_of(name) or LABELS.get(name.split(".")[0].lower())


def _dependencies(module: Module) -> Iterator[tuple[str, int]]:
    """The apps for whose migrations a migration waits."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "dependencies":
            for pair in ast.walk(node.value):
                if isinstance(pair, ast.Tuple) and pair.elts and text(pair.elts[0]):
                    yield text(pair.elts[0]), pair.lineno
