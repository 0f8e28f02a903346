from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

import pytest

from doallvet.outbox.refusals import is_final, of_recipient


def refused(code, text):
    return SMTPRecipientsRefused({"ana@sil.example": (code, text)})


@pytest.mark.parametrize(
    ("error", "final", "theirs"),
    [
        (refused(550, b"5.1.1 no such user"), True, True),
        (refused(550, b"no such user"), True, True),
        (refused(552, b"5.2.2 mailbox full for good"), True, True),
        (refused(553, "mailbox name not allowed"), True, True),
        (refused(450, b"4.2.1 come back later"), False, False),
        (refused(554, b"relay access denied"), False, False),
        (refused(550, b"5.7.1 your server is on a list"), False, False),
        (refused(550, b"5.4.1 relay access denied"), False, False),
        (refused(550, b"5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT001.example]"), True, True),
        (refused(550, b"5.4.14 Recipient in a loop"), False, False),
        (refused(553, b"5.1.8 sender's domain does not exist"), False, False),
        (SMTPRecipientsRefused({}), False, False),
        (SMTPSenderRefused(550, b"5.1.1 who are you", "no-reply@doallvet.example"), False, False),
        (SMTPAuthenticationError(535, b"5.7.8 wrong password"), False, False),
        (SMTPDataError(554, b"5.6.0 not like this"), True, False),
        (SMTPDataError(550, b"5.1.1 no such user"), True, True),
        (SMTPDataError(552, "5.2.2 mailbox full"), True, True),
        (SMTPDataError(550, b"5.1.8 sender's domain does not exist"), True, False),
        (SMTPDataError(550, b"we do not like what it says"), True, False),
        (SMTPDataError(451, b"later"), False, False),
        (ValueError("cannot be written"), True, False),
        (ConnectionResetError(), False, False),
    ],
)
def test_what_an_error_means_for_the_message_and_for_the_address(error, final, theirs):
    assert (is_final(error), bool(of_recipient(error))) == (final, theirs)


@pytest.mark.parametrize(
    ("code", "text", "theirs"),
    [
        (452, b"4.2.2 mailbox full", True),
        (450, b"mailbox busy", True),
        (452, b"4.3.1 no space on the whole system", False),
        (450, b"4.7.1 greylisted", False),
        (450, b"4.1.8 sender's domain does not exist", False),
        (454, b"relay access denied", False),
        (451, b"try again later", False),
    ],
)
def test_after_the_last_try_a_passing_fault_of_the_mailbox_is_one_of_the_address(code, text, theirs):
    assert bool(of_recipient(refused(code, text), in_vain=True)) is theirs
    assert not of_recipient(refused(code, text))


def test_what_the_server_said_is_kept():
    assert of_recipient(refused(550, b"5.1.1 no such \xff user")) == "550 5.1.1 no such � user"
