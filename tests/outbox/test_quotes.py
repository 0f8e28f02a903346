"""What a person wrote in a mail, as programs all over Europe quote: without the quotation and the signature."""

import time

import pytest

from doallvet.outbox.quotes import answer, text_of

OURS = ("@reply.doallvet.example", "https://doallvet.example/l/")
SENDER = ("doallvet", "no-reply@doallvet.example")
MARK = "##- To answer by e-mail, write above this line."
GMAIL = "El lun, 23 nov 2026 a las 10:00, doALLVET <no-reply@doallvet.example> escribió:"
FIELDS = "Von: doALLVET <no-reply@x>\nGesendet: Montag, 23.\nAn: Heike\nBetreff: Ana"
OUTLOOK = f"________________________________\n{FIELDS}"
QUOTED = {
    "gmail": f"{GMAIL}\n\n> {MARK}\n>\n> Hello Heike,\n",
    "gmail, wrapped": f"On Mon, 23 Nov 2026 at 10:00, doALLVET <\nno-reply@doallvet.example> wrote:\n\n> {MARK}",
    "thunderbird": f"Am 23.11.26 um 10:00 schrieb doALLVET:\n> {MARK}\n> Hello\n",
    "finnish": f"ma 23. marrask. 2026 klo 10.00 doALLVET kirjoitti:\n\n> {MARK}\n",
    "greek": f"Στις Δευ 23 Νοε 2026 στις 10:00 μ.μ., ο χρήστης doALLVET έγραψε:\n\n> {MARK}\n",
    "greek, wrapped": f"Στις Δευ 23 Νοε 2026 στις 10:00 μ.μ., ο χρήστης\ndoALLVET <no-reply@x> έγραψε:\n\n> {MARK}\n",
    "yahoo": f"On Monday, 23 November 2026 at 10:00, doALLVET <no-reply@x> wrote:\n\n{MARK}\n\nHello Heike,\n",
    "outlook": f"{OUTLOOK}\n\n{MARK}\n\nHello Heike,\n",
    "outlook, old": f"-----Mensaje original-----\nDe: doALLVET\nEnviado: lunes\nAsunto: Ana\n\n{MARK}\n",
    "fields in bold": f"*Von:* doALLVET\n*Gesendet:* Montag\n*Betreff:* Ana\n\n{MARK}\n",
    "the address alone": f"From: doALLVET\nTo: reply+1-2-abc{OURS[0]}\n\nHello",
    "a personal link": f"{GMAIL}\n> https://doallvet.example/l/secret/",
    "older things before the mark": f"{GMAIL}\n> Re: Ana\n>\n> {MARK}\n",
    "signature": "-- \nHeike Sommer\nWerkstatt Sachsen",
    "phone": f"Von meinem iPhone gesendet\n\nAm 23.11.2026 um 10:00 schrieb doALLVET:\n> {MARK}",
    "phone, spanish": "Enviado desde mi iPhone",
    "nothing": "",
}
OWN = {
    "a list": "Please bring:\n- boots\n- a helmet\n\nTime: 7 o'clock on the 23rd.\nPrice -- ten euros.\n\nHeike",
    "ruled lines": "--- Monday ---\nboots\n\n--- Tuesday ---\nhelmet\n________________",
    "a line that begins with >": "> 18 years: no guardian needed?\n\nYes.",
    "fields": "Arrival: Sunday 16:40\nTrain: ICE 123",
    "a day and a colon": "Ring me on 24.11.2026 at 10:00:",
    "a colon": "Bring these:",
    "our name": "I read it in doALLVET:\nthe train is late.",
}


def words(text):
    return answer(text, ours=OURS, sender=SENDER).words


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED)
def test_only_the_answer_is_kept(quoted):
    assert answer(f"Yes, at ten.\n\n{quoted}", ours=OURS, sender=SENDER) == ("Yes, at ten.", False)


@pytest.mark.parametrize("below", ["", f"> {MARK}", f"{GMAIL}\n> {MARK}", f"{OUTLOOK}\n\n{MARK}", MARK])
@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
def test_a_persons_own_words_stay_whatever_they_look_like(own, below):
    assert words(f"{own}\n\n{below}") == own


def test_an_own_line_directly_above_the_fields_of_a_quotation_stays():
    assert words(f"Arrival: Sunday 16:40\n{FIELDS}\n\n{MARK}") == "Arrival: Sunday 16:40"


@pytest.mark.parametrize("text", ["", "\n\n", f"{GMAIL}\n> {MARK}", MARK])
def test_nothing_above_the_quotation_is_nothing(text):
    assert words(text) == ""


INLINE = f"{GMAIL}\n> {MARK}\n> Can you come at ten?\n\nYes, at ten.\n\n> Bring boots.\n"


@pytest.mark.parametrize("above", ["", "Hello Ana,\n\n"])
def test_of_what_stands_between_the_lines_it_is_said_that_there_is_something(above):
    assert answer(above + INLINE, ours=OURS, sender=SENDER) == (above.strip(), True)
    html = f"<p>{above}</p><blockquote>{MARK}<br>At ten?</blockquote><p>Yes.</p><blockquote>Boots</blockquote>"
    assert answer(text_of(html), ours=OURS, sender=SENDER) == (above.strip(), True)


def test_a_signature_below_the_quotation_is_no_answer_between_its_lines():
    text = f"Yes.\n\n{GMAIL}\n> {MARK}\n> Hello\n\n-- \nHeike"

    assert answer(text, ours=OURS, sender=SENDER) == ("Yes.", False)


def test_html_becomes_text_without_what_it_quotes():
    html = (
        "<html><head><style>p{}</style><title>x</title></head><body><div>Sí, a las diez.</div><div><br></div>"
        "<p>Γειά &amp; bis<br>bald</p><script>alert(1)</script>"
        f"<div>{GMAIL}<blockquote><p>{MARK}</p><blockquote>older</blockquote> more</blockquote></div></body></html>"
    )

    assert words(text_of(html)) == "Sí, a las diez.\n\nΓειά & bis\nbald"


LONG = [
    *("a:" * 50_000, "-" * 100_000, "-" * 50_000 + "x", "> \n" * 30_000, "x\n" * 50_000 + ">", "_ " * 50_000),
    *("---" + " -" * 50_000 + "x", "- " * 50_000 + f"\n{MARK}", "> x\n" * 20_000 + f"> {MARK}"),
    *("\n" * 99_000 + MARK, "a b " * 20_000 + f"\nb: c\n{MARK}", ("-" * 4_000 + "x\n") * 25),
]


@pytest.mark.parametrize("text", LONG)
def test_long_texts_take_no_long_time(text):
    start = time.perf_counter()
    words(text)

    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "html", ["<" * 50_000, "<div " * 10_000, "&" * 50_000, "<blockquote>" * 4_000, "<div>" * 5_000]
)
def test_long_broken_html_takes_no_long_time(html):
    start = time.perf_counter()
    text_of(html)

    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "line",
    [
        "Envoyé à la mairie hier.",
        "Enviado desde la secretaría, todo firmado.",
        "Lähetetty eilen postissa.",
        "Στάλθηκε χθες.",
        "Odesláno včera.",
        "Gesendet mit der Post.",
    ],
)
def test_a_last_line_about_sending_is_the_persons_own(line):
    assert answer(f"Hola\n{line}", ours=[], sender=[]).words == f"Hola\n{line}"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from Mail for Windows",
        "Get Outlook for Android",
        "Envoyé de mon téléphone",
        "Lähetetty iPhonesta",
        "Odesláno z iPhonu",
        "Στάλθηκε από το iPhone μου",
        "Wysłane z mojego telefonu",
        "Gesendet mit der Outlook-App",
    ],
)
def test_what_a_phone_adds_by_itself_is_not(line):
    assert answer(f"Hola\n\n{line}", ours=[], sender=[]).words == "Hola"
