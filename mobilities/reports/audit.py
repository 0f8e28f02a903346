"""The audit pack: the papers of mobilities in the order of their roadmaps, with a manifest that can be checked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from doallvet.core.spreadsheets import Row, stream_csv
from doallvet.core.uploads import safe_name
from doallvet.signing.models import Version
from mobilities.choices import Outcome, Owner
from mobilities.models import Evidence, Mobility, Step
from mobilities.rules.documents import documents

KEPT = "T"  # documents.yaml: kept with the project's audit file; the others go once their purpose is over
CHUNK = 256 * 1024
READ_ME, MANIFEST, MISSING, STEPS = "00-read-me.txt", "01-manifest.sha256", "02-missing.csv", "03-steps.csv"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the pack: where it lies in it, in the storage, and its SHA-256."""

    path: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A paper that belongs into the pack and is not there; `why` in words."""

    who: str
    step: str
    document: str
    why: str


@dataclass(frozen=True)
class Pack:
    """What goes in, read from the rows: the number of statements does not depend on how many mobilities there are."""

    items: list[Item]
    missing: list[Lack]
    steps: list[list[str]]


def gather(mobilities: Iterable[Mobility]) -> Pack:
    """Gather the papers that are kept for an audit, mobility by mobility, step by step.

    What was done once for several mobilities lies in a folder of its own, once.
    """
    rows = list(mobilities)
    ids = [mobility.pk for mobility in rows]
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.needed().with_plan().filter(mobility__in=ids).order_by("plan__position", "occurrence"):
        steps[step.mobility_id].append(step)
    papers = _papers(ids, {step.shared_key for found in steps.values() for step in found if step.shared_key})
    sealed = {
        version.file_hash: version
        for version in Version.objects.filter(document__agreement__mobility__in=ids).exclude(sealed_file="")
    }
    pack, shared = Pack([], [], []), set()
    for mobility in rows:
        own = safe_name(f"{mobility.apprentice} {mobility.starts_on.isoformat()} {mobility.pk}")
        for number, step in enumerate(steps[mobility.pk], start=1):
            folder = f"{own}/{number:02} {safe_name(step.title)}"
            if step.shared_key:
                folder = f"{_('Together')}/{safe_name(step.shared_key)} {safe_name(step.title)}"
            pack.steps.append(_row(mobility, number, step))
            if step.shared_key not in shared:
                _add(pack, str(mobility.apprentice), folder, step, papers[step.shared_key or step.pk], sealed)
            if step.shared_key:
                shared.add(step.shared_key)
    return pack


def _papers(mobilities: list[int], keys: set[str]) -> dict[int | str, list[Evidence]]:
    """The accepted papers by step, those of what is done once for several by its key; two queries."""
    found: dict[int | str, list[Evidence]] = defaultdict(list)
    accepted = Evidence.objects.accepted().select_related("step").order_by("uploaded_at", "pk")
    for paper in accepted.filter(step__mobility__in=mobilities, step__shared_key=""):
        found[paper.step_id].append(paper)
    for paper in accepted.filter(step__shared_key__in=keys):
        found[paper.step.shared_key].append(paper)
    return found


def _add(pack: Pack, who: str, folder: str, step: Step, papers: list[Evidence], sealed: dict[str, Version]) -> None:
    codes = [code for code in step.plan.evidence if documents()[code].keep == KEPT and not documents()[code].sensitive]
    for paper in papers:
        if paper.document not in codes:
            continue
        version = sealed.get(paper.sha256)
        file, sha256 = (version.sealed_file, version.sealed_hash) if version else (paper.file, paper.sha256)
        if default_storage.exists(file):
            name = safe_name(f"{paper.document} {paper.pk} {paper.name}")
            pack.items.append(Item(f"{folder}/{name}", file, sha256))
        else:
            lost = _("The file is not in the storage any more.")
            pack.missing.append(Lack(who, step.title, documents()[paper.document].title, lost))
    handed_in = {paper.document for paper in papers}
    for code in codes:
        if code not in handed_in:
            pack.missing.append(Lack(who, step.title, documents()[code].title, _why(step)))


def _row(mobility: Mobility, number: int, step: Step) -> list[str]:
    done = step.done_at.date().isoformat() if step.done_at else ""
    outcome = str(Outcome(step.outcome).label) if step.outcome else _("open")
    owner, due = str(Owner(step.owner).label), step.due_on.isoformat()
    return [str(mobility.apprentice), f"{number:02}", step.title, owner, due, outcome, done, step.reason]


def _why(step: Step) -> str:
    if step.outcome == Outcome.WAIVED:
        return _("The step was waived: %(reason)s") % {"reason": step.reason}
    if step.is_done:
        return _("The step was closed without the paper.")
    return _("The step is open.")


def stream(pack: Pack, *, title: str, progress: Callable[[int], None] | None = None) -> ZipStream:
    """Give the pack as a ZIP that is made while it is read: what is missing first, the manifest, then the papers.

    The manifest is what `sha256sum -c` reads, and names every paper. `progress` hears how many papers are in.
    """
    archive = ZipStream(compress_type=ZIP_STORED)
    archive.add(_read_me(pack, title), READ_ME)
    archive.add("".join(f"{item.sha256}  {item.path}\n" for item in pack.items), MANIFEST)
    lacks = ([lack.who, lack.step, lack.document, lack.why] for lack in pack.missing)
    archive.add(_table([_("Who"), _("Step"), _("Document"), _("Why")], lacks), MISSING)
    heads = [_("Who"), _("Number"), _("Step"), _("Whose"), _("Due on"), _("How it was closed"), _("On"), _("Why")]
    archive.add(_table(heads, pack.steps), STEPS)
    for number, item in enumerate(pack.items, start=1):
        archive.add(_chunks(item.file, number, progress), item.path)
    return archive


def _read_me(pack: Pack, title: str) -> str:
    lines = [
        title,
        "",
        _("Papers: %(papers)s. Missing: %(missing)s (see %(file)s).")
        % {"papers": len(pack.items), "missing": len(pack.missing), "file": MISSING},
        _("To check that no file was changed: sha256sum -c %(file)s") % {"file": MANIFEST},
        _("Left out: what is only kept until its purpose is over, and all about health and support needs."),
        "",
        *(f"- {lack.who}: {lack.document} ({lack.step}). {lack.why}" for lack in pack.missing),
    ]
    return "\n".join(lines) + "\n"


def _table(heads: list[str], rows: Iterable[Row]) -> Iterator[bytes]:
    return stream_csv([(head, head, "text") for head in heads], rows)


def _chunks(file: str, number: int, progress: Callable[[int], None] | None) -> Iterator[bytes]:
    with default_storage.open(file) as opened:
        while part := opened.read(CHUNK):
            yield part
    if progress:
        progress(number)
