"""The memorandum of two centres of the demo, signed by both long before anything was planned."""

from datetime import timedelta

from centres import memoranda
from centres.actions import memorandum as actions
from centres.models import Partnership
from mobilities.demo.papers import Paper, sign
from mobilities.demo.places import Places

AGREED = timedelta(days=480)
SAID = {
    "objectives": ["status", "criteria", "stays", "both_ways", "blended", "staff"],
    "responsibilities": "The sending centre chooses and prepares the apprentices, insures them and pays the grant. "
    "The hosting centre finds company and lodging, meets the group and is there when something goes wrong.",
    "quality_assurance": "A call in the middle of each stay, a short review after it, and a meeting each June.",
    "assessment": "The mentor in the company assesses on the sheet of the sending centre.",
    "recognition": "The sending centre recognises the module within 45 days after the stay.",
    "emergency_contacts": ["CIFP Río Sil · +34 987 40 00 00", "BSZ Elbufer · +49 351 400 00 00"],
    "blended_annex": "Video calls and a shared board. Both teachers teach, the sending one assesses. "
    "If the stay abroad falls through, the virtual phases count as they are.",
    "data_protection": "Name, birth date, training and emergency contact pass, for the stay alone. Deleted a year on.",
}


def make(places: Places, paper: Paper) -> None:
    """Write it, issue it and let both sign."""
    sil, elbe, ana = places.centres["sil"], places.centres["elbe"], places.coordinators["sil"]
    partnership = Partnership.objects.select_related("centre", "to").between(sil, elbe).get()
    at = places.now - AGREED
    draft = memoranda.draft_of(partnership, ours=sil)
    memorandum = actions.save(partnership, draft.values | SAID, sending=sil, version=1, by=ana, at=at)
    draft = memoranda.draft_of(partnership, ours=sil)
    version = actions.issue(
        partnership,
        signers=memoranda.signers(draft),
        languages=draft.languages,
        version=memorandum.draft_version,
        by=ana,
        at=at,
    )
    paper.build(version, actions.build_file, at=at)
    version.refresh_from_db()
    sign(version, to=None, at=at + timedelta(days=1))
