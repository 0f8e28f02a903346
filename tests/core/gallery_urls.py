"""The portal's addresses and the gallery, which else exists in the demo only."""

from django.urls import path

from doallvet.core.views import gallery
from doallvet.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [*urlpatterns, path("gallery/", gallery)]
