"""What every template can use without loading it: icons, initials, words in several languages, their own names."""

import re
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

register = template.Library()

SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "FxiOS": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "macOS"}
SYSTEMS |= {"Linux": "Linux"}
OWN_NAMES = {"eu": "euskara"}  # Django's table calls it "Basque"


@cache
def symbols() -> dict[str, SafeString]:
    """Read the sprite once: the drawing of each icon by its name."""
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    return {name: mark_safe(drawing) for name, drawing in SYMBOL.findall(sprite)}


@lru_cache(maxsize=500)
def drawn(name: str, label: str, css: str) -> SafeString:
    if name not in symbols():
        raise template.TemplateSyntaxError(f"There is no icon called {name!r} in static/img/icons.svg.")
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    css = f"icon {css}".strip()
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', css, spoken, symbols()[name])


@register.simple_tag
def icon(name, label="", css=""):
    """Draw an icon inside the page, so that it costs no request; it is silent unless it gets a label."""
    return drawn(name, str(label), css)


@register.filter
def own_name(code):
    """Name a language as its speakers do: "es" → "español"."""
    return OWN_NAMES.get(code) or get_language_info(code)["name_local"]


@register.simple_tag
def spoken(texts, between=" / "):
    """Say something in each of its languages, for a screen reader to speak it so; `texts`: pairs of language and words.

    What is said once is in the language around it, or in none.
    """
    if len(texts) == 1:
        return linebreaksbr(texts[0][1])
    rows = ((language, linebreaksbr(words)) for language, words in texts)
    return format_html_join(between, '<span lang="{}">{}</span>', rows)


@register.filter
def initials(name):
    """Give the first letters of the first and last word: "Ana García Ruiz" → "AR"."""
    words = str(name).split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def browser(agent):
    """Say in two words what a browser calls itself: "Firefox, Windows"; what is not known stays out."""
    return ", ".join(
        next(words[mark] for mark in words if mark in agent)
        for words in (BROWSERS, SYSTEMS)
        if any(mark in agent for mark in words)
    )


@register.filter
def not_summed_up(form):
    """Say once for each form whether its error summary is still to be shown: a page and crispy both include it."""
    first = not getattr(form, "summed_up", False)
    form.summed_up = True
    return first
