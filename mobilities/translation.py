"""Texts of plans in the languages of the interface."""

from modeltranslation.translator import TranslationOptions, register

from mobilities.models import Blueprint, BlueprintStep


@register(Blueprint)
class BlueprintTexts(TranslationOptions):
    fields = ("title",)


@register(BlueprintStep)
class BlueprintStepTexts(TranslationOptions):
    fields = ("title", "help")
