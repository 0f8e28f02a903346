"""Makes audit packs of projects in the background, and takes old ones away."""

import tempfile
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from doallvet.accounts.models import User
from doallvet.core.jobs import queue
from doallvet.history import actions as history
from mobilities.models import AuditPack, Mobility, Project
from mobilities.reports import audit

KEPT = timedelta(days=7)  # a pack is a copy: it goes when it was fetched long ago
STEP = 25  # papers between two signs of progress


@transaction.atomic
def ask(project: Project, *, by: User, at: datetime, language: str) -> AuditPack:
    """Ask for the pack of a project; one that is being made already is that one."""
    waiting = AuditPack.objects.unbuilt().filter(project=project).first()
    if waiting is None:
        try:
            with transaction.atomic():
                waiting = AuditPack.objects.create(project=project, asked_at=at, asked_by=by, language=language)
        except IntegrityError:  # somebody else was faster
            return AuditPack.objects.unbuilt().get(project=project)
        history.record(project, "pack_asked", by=by, at=at)
    queue("mobilities.build_pack", pack_id=waiting.pk)
    return waiting


def title_of(what: object, at: datetime) -> str:
    return _("Audit pack: %(what)s, as of %(date)s") % {"what": what, "date": date_format(timezone.localtime(at))}


def build(pack_id: int, *, at: datetime) -> bool:
    """Make a pack and keep its file, unless it is there; gives whether one was kept. Nothing runs in a transaction."""
    row = AuditPack.objects.unbuilt().select_related("project").filter(pk=pack_id).first()
    if row is None:
        return False
    mobilities = Mobility.objects.with_people().filter(project=row.project).order_by("pk")
    with override(row.language):
        pack = audit.gather(mobilities)
        AuditPack.objects.filter(pk=row.pk).update(total=len(pack.items), missing=len(pack.missing))
        with tempfile.TemporaryFile() as part:
            for piece in audit.stream(pack, title=title_of(row.project, at), progress=_progress(row.pk)):
                part.write(piece)
            part.seek(0)
            path = default_storage.save(f"packs/{row.pk}.zip", File(part))
    kept = AuditPack.objects.unbuilt().filter(pk=row.pk).update(file=path, built_at=at, done=len(pack.items))
    if not kept:
        default_storage.delete(path)
    return bool(kept)


def _progress(pk: int):
    def tell(done: int) -> None:
        if done % STEP == 0:
            AuditPack.objects.filter(pk=pk).update(done=done)

    return tell


def tidy(*, at: datetime) -> int:
    """Take away packs that are older than a week, and ask again for those that were never made; gives how many went."""
    old = list(AuditPack.objects.made_before(at - KEPT))
    for row in old:
        if row.file:
            default_storage.delete(row.file)
        row.delete()
    for pk in AuditPack.objects.unbuilt().values_list("pk", flat=True):
        queue("mobilities.build_pack", pack_id=pk)
    return len(old)
