"""All addresses, and an empty page for a signed-in person: the unit E in which pages are measured."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from doallvet.urls import handler404, handler500  # noqa: F401
from doallvet.urls import urlpatterns as known

EMPTY = engines["django"].from_string('{% extends "base.html" %}{% block content %}<h1>Empty</h1>{% endblock %}')


def empty(request):
    return HttpResponse(EMPTY.render({}, request))


urlpatterns = [path("empty/", empty), *known]
