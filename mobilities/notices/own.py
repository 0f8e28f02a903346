"""The words in which centres send the messages about their stays.

Those of the sending centre hold, whoever reads them: it knows the people and answers for the stay, and one message of
one matter does not speak in two voices. Where it has no words in the language of who reads it, the portal's hold.
"""

from collections.abc import Collection

from doallvet.outbox.wording import Wanted, Words, own_words
from mobilities.models import Wording


@own_words
def of_centres(wanted: Collection[Wanted], language: str) -> dict[Wanted, Words]:
    centres, messages = zip(*wanted, strict=True)
    rows = Wording.objects.newest().exclude(text="").filter(language=language)
    rows = rows.filter(centre__in=set(centres), message__in=set(messages))
    return {
        (centre, message): Words(subject, text)
        for centre, message, subject, text in rows.values_list("centre", "message", "subject", "text")
    }
