"""YAML from people: plain values that remember their line, and faults instead of surprises."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
DEEPEST = 20
LONGEST = 500_000


class _Loader(yaml.SafeLoader):
    """Refuses references (a few lines of them unfold to gigabytes) and absurd depth."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(None, None, _("References (*name) are not read here."), mark)
        if self.depth > DEEPEST:
            raise yaml.MarkedYAMLError(None, None, _("The lists are nested too deeply."), mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


@dataclass(slots=True)
class Report:
    """What was found in one file: the values by line, and the faults met so far."""

    name: str
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Give the line of a value, else of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: Path, reason: str) -> None:
        self.faults.append((self.line(path), reason))

    def sentences(self) -> list[str]:
        """Give each fault once, by line: "plan.yaml, line 12: …"."""
        return [
            _("%(file)s, line %(line)d: %(reason)s") % {"file": self.name, "line": line, "reason": reason}
            for line, reason in sorted(set(self.faults))
        ]


def read(text: str, report: Report) -> Any:
    """Give the text's plain values (dict, list, str, int, …), or None where it cannot be read; faults go to the report.

    A key that stands twice is a fault and its first value is kept.
    """
    if len(text) > LONGEST:
        report.add((), _("The file is too long."))
        return None
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        return _value(node, (), report, loader) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.faults.append(
            (mark.line + 1 if mark else 1, _("This is not YAML: %s") % (error.problem or error.context))
        )
    except yaml.reader.ReaderError as error:
        report.faults.append((text.count("\n", 0, error.position) + 1, _("There is a character that cannot be read.")))
    finally:
        if loader:
            loader.dispose()
    return None


def _value(node: yaml.Node, path: Path, report: Report, loader: _Loader) -> Any:
    report.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, index), report, loader) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, report, loader)
    try:
        return loader.construct_object(node)
    except ValueError:
        report.add(path, _("“%s” is not a date or number.") % node.value[:50])
        return None


def _mapping(node: yaml.MappingNode, path: Path, report: Report, loader: _Loader) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            report.faults.append((line, _("A key must be a plain word.")))
        elif key_node.value in found:
            report.faults.append((line, _("The key “%s” stands twice.") % key_node.value[:50]))
        else:
            report.lines[(*path, key_node.value)] = line
            found[key_node.value] = _value(value_node, (*path, key_node.value), report, loader)
    return found
