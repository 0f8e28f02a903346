"""The portal as people use it: everybody has a browser, letters come from a mail server, forms are filled in."""

import io
import re
from functools import lru_cache

import pikepdf
import time_machine
from django.contrib.messages import ERROR, get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone

from doallvet.outbox import delivery
from doallvet.outbox.models import Notice

LINK = re.compile(r"http://testserver(/l/[\w-]+/)")


class Refused(AssertionError):
    """The portal did not take what was typed; the text is what it said."""


@lru_cache(maxsize=1)
def handler():
    """One for all browsers: making the middleware takes longer than most pages."""
    return ClientHandler(enforce_csrf_checks=False)


def browser(person=None):
    """A fresh browser, signed in as a person or as nobody."""
    client = Client()
    client.handler = handler()
    if person:
        client.force_login(person)
    return client


def post_form(client, address, data, **extra):
    """Send a form as a browser does; what the portal refuses is an error here."""
    response = client.post(address, data, **extra)
    if response.status_code != 302:
        raise Refused(f"{address}: {response.status_code}: {said(response)}")
    if wrong := [str(message) for message in get_messages(response.wsgi_request) if message.level >= ERROR]:
        raise Refused(f"{address}: {wrong}")
    return response


def said(response):
    """What a page says that is wrong."""
    form = response.context and response.context.get("form")
    errors = dict(form.errors) if getattr(form, "errors", None) else {}
    return errors or re.sub(r"<[^>]+>|\s+", " ", response.content.decode())[-1500:]


def send(client, name, *ids, data):
    return post_form(client, reverse(name, args=ids), data)


def deliver():
    """Send what is owed by the clock of the day, and what waits for the hours of its recipients at its time."""
    delivery.deliver(clock=timezone.now)
    waiting = Notice.objects.sendable().order_by("ripe_at").values_list("ripe_at", flat=True)
    for ripe_at in list(waiting.distinct()):
        with time_machine.travel(ripe_at, tick=False):
            delivery.deliver(clock=timezone.now)


def letters_to(post, email):
    return [letter for letter in post.letters if letter.recipients == [email]]


def words_of(letter):
    return letter.get_body(("plain",)).get_content()


def link_in(letter):
    """The personal link of a letter."""
    return LINK.search(words_of(letter))[1]


def pdf(title, printed=None):
    """A small real PDF, or that of the `printed` version of a paper; its title makes it unlike all others."""
    stream = io.BytesIO()
    with pikepdf.open(default_storage.path(printed.file)) if printed else pikepdf.new() as document:
        if not printed:
            document.add_blank_page()
        document.docinfo["/Title"] = title
        document.save(stream)
    return SimpleUploadedFile(f"{title}.pdf", stream.getvalue(), "application/pdf")
