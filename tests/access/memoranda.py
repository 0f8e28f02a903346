"""The memorandum of a side: issued, waiting for both signatures, with a draft of its next version."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from centres import memoranda
from centres.actions import memorandum as actions
from doallvet.signing.actions import document as signing
from doallvet.signing.models import Version
from tests.centres.memoranda import write
from tests.core.files import make_pdf
from tests.factories import NOW


def build_memorandum(world):
    """Make it with files that are there, so that nothing is rendered."""
    partnership, by = world.partnership, world.people["coordinator"]
    memorandum = write(partnership, by, responsibilities=world.word("memorandum"))
    people = memoranda.signers(memoranda.draft_of(partnership, ours=partnership.centre))
    said = {"signers": people, "languages": ["en"], "version": memorandum.draft_version}
    version = actions.issue(partnership, **said, by=by, at=NOW)
    path = default_storage.save("documents/memorandum.pdf", ContentFile(make_pdf()))
    signing.keep_file(version, file=path, file_hash="1" * 64, at=NOW)
    Version.objects.filter(pk=version.pk).update(sealed_file=path, sealed_hash="1" * 64, sealed_at=NOW)
    write(partnership, by, responsibilities=world.word("memorandumdraft"))
    world.rows |= {"memorandum": version, "memorandum_place": version.signatories.get(party="hosting_centre")}
