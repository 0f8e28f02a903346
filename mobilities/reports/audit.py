"""The audit pack: the papers of mobilities in the order of their roadmaps, with a manifest that can be checked."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from centres.models import Partnership
from doallvet.core.spreadsheets import Row, stream_csv
from doallvet.core.uploads import safe_name
from doallvet.signing.choices import State
from doallvet.signing.models import Signatory, Version
from mobilities import standing
from mobilities.choices import Kind, Outcome, Owner, Side
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


@dataclass(frozen=True)
class _Signed:
    """The versions by the hash of their file, and by mobility and kind where a signature was taken back."""

    versions: dict[str, Version]
    taken_back: dict[tuple[int, str], Signatory]


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
    signed = _signed(Version.objects.filter(_of_stays(ids) | _of_centres(rows)))
    pack, shared = Pack([], [], []), set()
    for mobility in rows:
        own = safe_name(f"{mobility.apprentice} {mobility.starts_on.isoformat()} {mobility.pk}")
        for number, step in enumerate(steps[mobility.pk], start=1):
            folder = f"{own}/{number:02} {safe_name(step.title)}"
            if step.shared_key:
                folder = f"{_('Together')}/{safe_name(step.shared_key)} {safe_name(step.title)}"
            pack.steps.append(_row(mobility, number, step))
            if step.shared_key not in shared:
                _add(pack, mobility, folder, step, papers[step.shared_key or step.pk], signed)
            if step.shared_key:
                shared.add(step.shared_key)
    return pack


def _of_stays(mobilities: list[int]) -> Q:
    return Q(document__agreement__mobility__in=mobilities)


def _of_centres(mobilities: list[Mobility]) -> Q:
    """The memoranda of the centres that send."""
    partnerships = Partnership.objects.of_any({mobility.sending_centre_id for mobility in mobilities})
    return Q(document__memorandum__partnership__in=partnerships.order_by())


def _signed(versions: QuerySet[Version]) -> _Signed:
    """Read who signed what on these versions; two queries."""
    places = Prefetch("signatories", Signatory.objects.select_related("signature", "carried"))
    rows = versions.exclude(file="").select_related("document__agreement").prefetch_related(places)
    taken_back = {
        (version.document.agreement.mobility_id, version.document.kind): place
        for version in rows
        if version.replaced_at is None
        for place in version.signatories.all()
        if place.state == State.WITHDRAWN
    }
    return _Signed({version.file_hash: version for version in rows}, taken_back)


def _papers(mobilities: list[int], keys: set[str]) -> dict[int | str, list[Evidence]]:
    """The accepted papers by step, those of what is done once for several by its key; two queries."""
    found: dict[int | str, list[Evidence]] = defaultdict(list)
    accepted = Evidence.objects.accepted().select_related("step").order_by("uploaded_at", "pk")
    for paper in accepted.filter(step__mobility__in=mobilities, step__shared_key=""):
        found[paper.step_id].append(paper)
    for paper in accepted.filter(step__shared_key__in=keys):
        found[paper.step.shared_key].append(paper)
    return found


def _add(pack: Pack, mobility: Mobility, folder: str, step: Step, papers: list[Evidence], signed: _Signed) -> None:
    who = str(mobility.apprentice)
    codes = [code for code in step.plan.evidence if documents()[code].keep == KEPT and not documents()[code].sensitive]
    for paper in papers:
        if paper.document not in codes:
            continue
        for item in _files(folder, paper, signed.versions.get(paper.sha256)):
            if default_storage.exists(item.file):
                pack.items.append(item)
            else:
                lost = _("The file is not in the storage any more.")
                pack.missing.append(Lack(who, step.title, documents()[paper.document].title, lost))
    for code in codes:
        there = [paper for paper in papers if paper.document == code]
        why = _unsigned(mobility, step, code, there, signed) if there else _why(mobility, step, code, signed)
        if why:
            pack.missing.append(Lack(who, step.title, documents()[code].title, why))


def _files(folder: str, paper: Evidence, version: Version | None) -> Iterator[Item]:
    """The paper, sealed where it is, and the scans on which it was signed by hand."""
    name = safe_name(f"{paper.document} {paper.pk} {paper.name}")
    if version and version.sealed_file:
        yield Item(f"{folder}/{name}", version.sealed_file, version.sealed_hash)
    else:
        yield Item(f"{folder}/{name}", paper.file, paper.sha256)
    for place in version.signatories.all() if version else ():
        signature = (place.carried or place.signature) if place.counts else None
        if signature and signature.scan:
            scan = safe_name(f"{paper.document} {paper.pk} {place.pk} {place.party}{Path(signature.scan).suffix}")
            yield Item(f"{folder}/{scan}", signature.scan, signature.scan_hash)


def _unsigned(mobility: Mobility, step: Step, code: str, papers: list[Evidence], signed: _Signed) -> str:
    """Say whose signature is missing on a paper that was handed in; "" where none is."""
    if step.plan.kind != Kind.SIGNATURE:
        return ""
    versions = [signed.versions[paper.sha256] for paper in papers if paper.sha256 in signed.versions]
    asked = [*standing.signers(mobility, code), *(place.party for row in versions for place in row.signatories.all())]
    have = {side for paper in papers for side in paper.signed_by}
    names = [str(Side(side).label) for side in dict.fromkeys(asked) if side not in have]
    return _("Signatures are missing: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _row(mobility: Mobility, number: int, step: Step) -> list[str]:
    done = step.done_at.date().isoformat() if step.done_at else ""
    outcome = str(Outcome(step.outcome).label) if step.outcome else _("open")
    owner, due = str(Owner(step.owner).label), step.due_on.isoformat()
    return [str(mobility.apprentice), f"{number:02}", step.title, owner, due, outcome, done, step.reason]


def _why(mobility: Mobility, step: Step, code: str, signed: _Signed) -> str:
    if step.outcome == Outcome.WAIVED:
        return _("The step was waived: %(reason)s") % {"reason": step.reason}
    if place := signed.taken_back.get((mobility.pk, code)):
        names = {"party": Side(place.party).label, "date": date_format(timezone.localdate(place.said_at))}
        return _("Taken back by the %(party)s on %(date)s.") % names
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
