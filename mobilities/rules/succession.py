"""Which step of one plan does the work of which step of another, so that what is done stays done (N8, N10)."""

from collections.abc import Callable, Iterable

from mobilities.rules.template import Item


def successors(old: Iterable[Item], new: Iterable[Item]) -> dict[str, str]:
    """Give by key of a new step the key of the old one whose work it takes over; each is taken over once.

    For plans of different kinds, whose keys mean different things: the same owner does the same kind of work for the
    same documents, else for some of them. A step that asks for no document takes over one of the same title.
    """
    old, new = list(old), list(new)
    found: dict[str, str] = {}
    for same in (_same_key, _same_papers, _shared_papers):
        taken = set(found.values())
        for step in new:
            if step.id in found:
                continue
            former = next((other for other in old if other.id not in taken and _like(step, other, same)), None)
            if former:
                found[step.id] = former.id
                taken.add(former.id)
    return found


def _like(step: Item, other: Item, same: Callable[[Item, Item], bool]) -> bool:
    return (step.kind, step.owner) == (other.kind, other.owner) and same(step, other)


def _same_key(step: Item, other: Item) -> bool:
    return step.id == other.id and (_same_papers(step, other) or _shared_papers(step, other))


def _same_papers(step: Item, other: Item) -> bool:
    return set(step.evidence) == set(other.evidence) and (bool(step.evidence) or step.title == other.title)


def _shared_papers(step: Item, other: Item) -> bool:
    return not set(step.evidence).isdisjoint(other.evidence)
