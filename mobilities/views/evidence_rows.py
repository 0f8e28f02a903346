"""What was handed in for a step, as rows with the forms to accept or refuse it."""

from doallvet.papers import issued
from mobilities import documents
from mobilities.actions import scans
from mobilities.forms.step import RefuseForm, SignedForm
from mobilities.rules.documents import documents as catalogue


def rows(mobility, step, since, review=None):
    """What was handed in, with the forms to accept or refuse it; `review` is one that came back: (id, form).

    A paper that all have signed is the sealed one, under its name.
    """
    pk, bound = review or (None, None)
    papers = list(step.evidence.since(since).select_related("uploaded_by", "reviewed_by"))
    sealed = documents.sealed(papers)
    asked = scans.questions(mobility, step, reviews=True)
    return [
        {
            "row": paper,
            "name": issued.file_name(sealed[paper.file], sealed=True) if paper.file in sealed else paper.name,
            "sealed": paper.file in sealed,
            "title": catalogue()[paper.document].title,
            "waits": paper.state == "waiting",
            "signed": SignedForm(initial={"signed_by": paper.signed_by}, auto_id=f"id_{paper.pk}_%s", **asked),
            "refuse": bound
            if paper.pk == pk and isinstance(bound, RefuseForm)
            else RefuseForm(auto_id=f"id_{paper.pk}_%s"),
        }
        for paper in papers
    ]
