"""In which order the steps of a plan stand: by phase, each followed by those that belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the order sees it. `under`: key of the step to which it belongs, "" for most."""

    key: str
    phase: str
    under: str = ""


def arranged(lines: Sequence[Line], phases: Sequence[str]) -> list[Line]:
    """Give the lines by phase, those that belong to a step behind it, else in the order they have.

    Who would belong to a step that is not there, stands in another phase or belongs to one itself, belongs to none.
    """
    heads = {line.key: line for line in lines if not line.under}
    known = [line if line.under in heads else replace(line, under="") for line in lines]
    known = [
        line if not line.under or heads[line.under].phase == line.phase else replace(line, under="") for line in known
    ]
    below: dict[str, list[Line]] = {}
    for line in known:
        if line.under:
            below.setdefault(line.under, []).append(line)
    tops = sorted((line for line in known if not line.under), key=lambda line: phases.index(line.phase))
    return [line for top in tops for line in (top, *below.get(top.key, ()))]


def beside(lines: Sequence[Line], key: str, other: str, *, after: bool) -> list[Line]:
    """Put a step before or after another one of its phase, with those that belong to it.

    The same again changes nothing. Where they are not side by side – another phase, another step above – nothing moves.
    """
    known = {line.key: line for line in lines}
    line, fixed = known.get(key), known.get(other)
    if line is None or fixed is None or (line.phase, line.under) != (fixed.phase, fixed.under) or key == other:
        return list(lines)
    block = [row for row in lines if key in (row.key, row.under)]
    rest = [row for row in lines if row not in block]
    last = max(place for place, row in enumerate(rest) if other in (row.key, row.under))
    place = last + 1 if after else rest.index(fixed)
    return [*rest[:place], *block, *rest[place:]]


def put_under(lines: Sequence[Line], key: str, head: str) -> list[Line]:
    """Let a step belong to another one of its phase, as the last; with "" to none, behind the one it belonged to.

    What belonged to it belongs to the other one too.
    """
    known = {line.key: line for line in lines}
    line, above = known.get(key), known.get(head)
    if line is None or line.under == head or key == head:
        return list(lines)
    if not head:
        return beside([replace(row, under="") if row is line else row for row in lines], key, line.under, after=True)
    if above is None or above.under or above.phase != line.phase:
        return list(lines)
    block = [replace(row, under=head) for row in lines if key in (row.key, row.under)]
    keys = {row.key for row in block}
    rest = [row for row in lines if row.key not in keys]
    last = max(place for place, row in enumerate(rest) if head in (row.key, row.under))
    return [*rest[: last + 1], *block, *rest[last + 1 :]]
