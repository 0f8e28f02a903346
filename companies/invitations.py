"""What people of companies are invited to."""

from companies.actions import contact as contacts
from companies.models import CompanyContact
from doallvet.accounts.invitations import Invitation, invites
from doallvet.history.models import Event


@invites("companies.companycontact")
def as_contact(pk):
    rows = CompanyContact.objects.current().select_related("company", "centre", "person")
    contact = rows.filter(pk=pk).first()
    if contact is None:
        return None
    last = (
        Event.objects.about(contact.company).filter(subject_id=pk, verb="contact_invited").select_related("by").first()
    )
    same = CompanyContact.objects.of(contact.company, contact.centre).filter(person=contact.person)
    return Invitation(
        organisation=f"{contact.company} ({contact.centre})",
        role=", ".join(str(row.get_function_display()) for row in same),
        invited_by=last and last.by,
        accepted=contact.accepted_at is not None,
        accept=lambda by, at: contacts.accept(contact, by=by, at=at),
    )
