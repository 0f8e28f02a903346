"""Finds lookups that reach a room above through the back door: the reverse side of a higher room's relation."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.arrows import RELATIONS
from tests.house.code import Module, called, text
from tests.house.rooms import MODELS, is_above, layer_of, room_of

PATH = re.compile(r"-?([a-z][a-z0-9_]*?(?:__[a-z0-9_]+?)+)")
WORD = re.compile(r"-?([a-z][a-z0-9_]*)")
QUERIES = {
    "filter", "exclude", "values", "values_list", "order_by", "select_related", "prefetch_related", "annotate", "alias",
    "aggregate", "only", "defer", "distinct", "Q", "F", "OuterRef", "Prefetch", "Count", "Sum", "Max", "Min", "Avg",
}  # fmt: skip
CONDITIONS = {"filter", "exclude", "get", "Q", "get_or_create", "update_or_create", "annotate", "alias", "When"}
ENDINGS = {
    "exact", "iexact", "contains", "icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith", "endswith",
    "iendswith", "range", "date", "year", "month", "day", "week", "hour", "minute", "isnull", "regex", "iregex", "pk",
    "id", "lower", "upper", "length", "overlap", "has_key",
}  # fmt: skip


@dataclass(frozen=True)
class Edge:
    """What a name of a model leads to, and which room says so; `to` is None for a plain field."""

    to: str | None
    room: str


class Graph:
    """The models, as the code writes them down: what each name on them leads to."""

    def __init__(self, modules: dict[str, Module]):
        self.edges: dict[str, dict[str, Edge]] = defaultdict(dict)
        self.rooms: dict[str, str] = {}
        classes = [
            (node, room_of(module.name))
            for module in modules.values()
            if room_of(module.name) and layer_of(module.name) == MODELS
            for node in module.tree.body
            if isinstance(node, ast.ClassDef) and any(called_field(line) for line in node.body)
        ]
        for node, room in classes:
            self.rooms[node.name] = room
        for node, room in classes:
            for line in node.body:
                if call := called_field(line):
                    self._add(node.name, line.targets[0].id, call, room)

    def _add(self, model: str, name: str, call: ast.Call, room: str) -> None:
        if called(call) not in RELATIONS:
            self.edges[model][name] = self.edges[model][f"{name}_id"] = Edge(None, room)
            return
        words = {word.arg: word.value for word in call.keywords}
        other = _model(call.args[0] if call.args else words.get("to"), model)
        self.edges[model][name] = Edge(other, room)
        self.edges[model][f"{name}_id"] = Edge(None, room)
        back = text(words.get("related_name")) or model.lower()
        if other and not back.endswith("+"):
            self.edges[other][text(words.get("related_query_name")) or back] = Edge(model, room)

    def reaches_up(self, path: str, room: str) -> str | None:
        """Name the room above that a lookup written in `room` reaches, wherever it may start; None where it may not."""
        reached = [self._walk(model, path.split("__"), room) for model in self._seen_from(room)]
        reached = [found for found in reached if found is not None]
        return reached[0] if reached and all(reached) else None

    def _seen_from(self, room: str) -> list[str]:
        return [model for model in self.edges if model in self.rooms and not is_above(self.rooms[model], room)]

    def _walk(self, model: str, names: list[str], room: str) -> str | None:
        """Give the room above that the path enters from this model, "" for none, None where it leads nowhere."""
        here, above = model, ""
        for number, name in enumerate(names):
            edge = self.edges[here].get(name) if here else None
            if edge is None:
                known = number > 0 and (name in ENDINGS or not here)
                return above if known else None
            if is_above(edge.room, room):
                above = above or edge.room
            here = edge.to
        return above


def lookups(modules: dict[str, Module]) -> Iterator[str]:
    """Lookups, and ways through an attribute, that reach a room above."""
    graph = Graph(modules)
    for module in modules.values():
        room = room_of(module.name)
        if not room or ".migrations" in module.name:
            continue
        for path, line in sorted(set(_paths(module)), key=lambda found: found[1]):
            if above := graph.reaches_up(path, room):
                yield f"{module.path}:{line} looks up “{path}”, which comes from {above}: {room} stands below {above}."


def _paths(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif (written := text(node)) and (match := PATH.fullmatch(written)):
            yield match[1], node.lineno
        elif _is_way(node):
            yield node.value.attr, node.lineno


def _of_call(call: ast.Call) -> Iterator[tuple[str, int]]:
    for word in call.keywords:
        if word.arg and ("__" in word.arg.strip("_") or called(call) in CONDITIONS):
            yield word.arg, call.lineno
    if called(call) in QUERIES:
        for argument in call.args:
            if (written := text(argument)) and (match := WORD.fullmatch(written)):
                yield match[1], call.lineno


def _is_way(node: ast.AST) -> bool:
    """`apprentice.mobilities.all`: something is asked of a name of a row. A form's own `self.rows` is none."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and not (isinstance(node.value.value, ast.Name) and node.value.value.id in ("self", "cls"))
    )


def called_field(line: ast.stmt) -> ast.Call | None:
    """Give the call that makes a field, where a line of a class does."""
    if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.Call):
        return None
    owner = getattr(getattr(line.value.func, "value", None), "id", "")
    is_field = called(line.value) in RELATIONS or called(line.value).endswith("Field")
    return line.value if is_field and owner != "forms" and isinstance(line.targets[0], ast.Name) else None


def _model(node: ast.AST | None, own: str) -> str | None:
    """Name the model that a relation leads to."""
    if isinstance(node, ast.Attribute) and node.attr == "AUTH_USER_MODEL":
        return "User"
    name = text(node) or getattr(node, "id", getattr(node, "attr", None))
    return own if name == "self" else name.split(".")[-1] if name else None
