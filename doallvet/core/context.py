"""What every page knows of this instance."""

from django.conf import settings


def instance(request):
    return {"DEMO": settings.DEMO, "SITE_URL": settings.SITE_URL}
