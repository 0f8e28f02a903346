"""Says which texts lack a translation: `python -m tests.translations`, part of `make check`.

The texts are taken anew from the code and the templates, in a folder of their own; locale/ is only read.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("doallvet", "centres", "companies", "mobilities", "templates")
LANGUAGES = ("es",)
KEY = re.compile(r'^(msgctxt .*\n)?msgid ((?:".*"\n)+)', re.MULTILINE)
FAMILIAR = {  # locale/README.md asks for the polite form, everywhere and for everybody
    "es": re.compile(
        r"\b(tú|tu|tus|ti|te|contigo|tuy[oa]s?|eres|estás|estés|puedes|tienes|debes|quieres|recibes|participas|verás"
        r"|podrás|dijiste|dilo|inténtalo|recuérda\w+)\b",
        re.IGNORECASE,
    )
}
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[-+ #0-9.]*[a-z]|%[sdr]|\{\w*\}")


def main(root: Path = ROOT) -> int:
    """Print what is missing; gives the exit code."""
    if not shutil.which("xgettext"):
        print("gettext is needed to read the texts. Install it with: sudo apt-get install gettext")
        return 1
    wanted = extract(root)
    found = [f"{language}: {sentence}" for language in LANGUAGES for sentence in gaps(wanted, root, language)]
    print(*found, sep="\n")
    print(f"{len(wanted)} texts in {len(LANGUAGES)} more language: {len(found)} to be put right.")
    return 1 if found else 0


def extract(root: Path, language: str = "es") -> Catalog:
    """Take the texts out of code and templates."""
    with TemporaryDirectory() as name:
        work = Path(name)
        for folder in FOLDERS:
            if (root / folder).is_dir():
                shutil.copytree(root / folder, work / folder, ignore=shutil.ignore_patterns("__pycache__"))
        (work / "locale").mkdir()
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "--locale", language, "--no-wrap"]
        subprocess.run(command, cwd=work, env=environment, check=True, capture_output=True)
        return _read(work / "locale" / language / "LC_MESSAGES" / "django.po")


def gaps(wanted: Catalog, root: Path, language: str) -> list[str]:
    """Name what a language lacks."""
    path = Path("locale", language, "LC_MESSAGES", "django.po")
    if not (root / path).is_file():
        return [f"{path} is missing: make it with `django-admin makemessages --locale {language}`."]
    catalogue = _read(root / path)
    text = (root / path).read_text(encoding="utf-8")
    return [*twice(text), *compare(wanted, catalogue), *familiar(catalogue, language)]


def twice(text: str) -> Iterator[str]:
    """Name the texts that a catalogue has twice: only one of the translations is ever shown."""
    counts = Counter(KEY.findall(text))
    for (_context, words), number in counts.items():
        if number > 1:
            place = " ".join(words.replace('"', "").split("\n")).strip()
            yield f"“{place}” stands there {number} times."


def compare(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Name the texts that are missing, empty or only guessed, and those whose placeholders differ."""
    for message in wanted:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        place = f"“{_forms(message.id)[0]}” ({message.locations[0][0]}:{message.locations[0][1]})"
        if known is None:
            yield f"{place} is missing."
        elif not all(_forms(known.string)):
            yield f"{place} is not translated."
        elif known.fuzzy:
            yield f"{place} is only guessed (fuzzy): look at it and take the mark away."
        elif different := _different(known):
            yield f"{place} has other placeholders in its translation: “{different}”."


def familiar(catalogue: Catalog, language: str) -> Iterator[str]:
    """Name the translations that are on first-name terms with the reader."""
    for message in catalogue:
        for form in _forms(message.string) if message.id else ():
            if said := FAMILIAR[language].search(PLACEHOLDER.sub("", form)):
                yield f"“{_forms(message.id)[0]}” says “{said[0]}”, where the polite form is asked for."


def _different(message: Message) -> str | None:
    """Give the form of a translation whose placeholders are not those of the text; the singular may do without one."""
    texts = [_placeholders(text) for text in _forms(message.id)]
    for number, form in enumerate(_forms(message.string)):
        allowed = texts if number == 0 else texts[-1:]
        if _placeholders(form) not in allowed:
            return form
    return None


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


if __name__ == "__main__":
    sys.exit(main())
