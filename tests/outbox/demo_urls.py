"""The addresses of the portal as with DEMO=1."""

from django.urls import include, path

from doallvet.urls import urlpatterns as portal

urlpatterns = [*portal, path("demo/inbox/", include("doallvet.outbox.urls"))]
