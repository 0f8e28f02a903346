"""Two people edit the same thing: nothing is overwritten unseen, and nothing that was typed is lost.

A form carries a mark of what its page was made from; the action compares it, under its lock, with what is there now.
"""

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.forms import BaseForm, FileField
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from doallvet.core.refused import Stale


def seal(*shown: Any) -> str:
    """Give a mark of what is written now (rows, dataclasses, plain values), for a form to carry; it tells nothing."""
    return salted_hmac("doallvet.seal", json.dumps([_plain(value) for value in shown], default=str)).hexdigest()


def refuse_changed(seen: str | None, *shown: Any) -> None:
    """Raise Stale when what is written now is not what was `seen`; None: nobody looked at a page before."""
    if seen is not None and seen != seal(*shown):
        raise Stale(_("Somebody else changed this since you opened the page. Nothing was overwritten."))


def overtaken(form: BaseForm, stale: Stale, now: str) -> dict[str, Any]:
    """Give what the page says to who was slower: both texts of each field that differs, and the mark `now`.

    `form` is valid, and its initial values are what is there now.
    """
    rows = []
    for name, field in form.fields.items():
        if field.disabled or field.widget.is_hidden or isinstance(field, FileField):
            continue
        kept, typed = _say(field, form.get_initial_for_field(field, name)), _say(field, form.cleaned_data[name])
        if kept != typed:
            rows.append({"label": field.label, "now": kept, "typed": typed})
    return {"stale": stale, "differences": rows, "seen": now}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {field.attname: str(getattr(value, field.attname)) for field in value._meta.concrete_fields}
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value


def _say(field: Any, value: Any) -> str:
    """Say a value in the words of its field's choices."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        lines = getattr(field, "choices", None) is None
        return ("\n" if lines else ", ").join(_say(field, one) for one in value)
    value = getattr(value, "code", getattr(value, "pk", value))
    words = {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}
    return words.get(str(value), "" if value in (None, "") else str(value))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
