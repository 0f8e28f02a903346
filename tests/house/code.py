"""Reads modules without running them: what they import, and where."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Module:
    """A file of Python: its dotted name, its path from the root, its tree."""

    name: str
    path: str
    tree: ast.Module

    @property
    def is_package(self):
        return self.path.endswith("__init__.py")


@dataclass(frozen=True)
class Import:
    """One arrow: `target` is a module that was read, or the name as it is written for libraries."""

    by: Module
    target: str
    line: int
    hidden: bool = False

    @property
    def place(self):
        return f"{self.by.path}:{self.line}"


def read(root: Path, *folders: str) -> dict[str, Module]:
    """Read the modules of some folders, by dotted name."""
    found = {}
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root)
            name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            found[name] = Module(name, str(path), ast.parse(file.read_text(encoding="utf-8")))
    return found


def imports(module: Module, known: dict[str, Module]) -> Iterator[Import]:
    """Give what a module imports; what stands inside a function is hidden."""
    hidden = {
        id(node)
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno, id(node) in hidden)
        elif isinstance(node, ast.ImportFrom):
            start = _from(module, node)
            for alias in node.names:
                target = f"{start}.{alias.name}"
                yield Import(module, target if target in known else start, node.lineno, id(node) in hidden)


def _from(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    above = parts if module.is_package else parts[:-1]
    above = above[: len(above) - node.level + 1]
    return ".".join([*above, *filter(None, [node.module])])


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Give the calls of functions or methods with one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    """Name what is called, without what stands before the last dot."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def text(node: ast.AST | None) -> str | None:
    """Give a string that is written out; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
