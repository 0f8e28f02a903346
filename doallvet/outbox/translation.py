"""Texts of announcements in the languages of the interface."""

from modeltranslation.translator import TranslationOptions, register

from doallvet.outbox.models import Announcement


@register(Announcement)
class AnnouncementTexts(TranslationOptions):
    fields = ("text",)
