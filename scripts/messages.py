"""Collect the messages of the sources, bring both catalogues up to date, compile them.

    python scripts/messages.py          collect, merge and compile
    python scripts/messages.py --check  change nothing; say what is wrong, exit 1 if so

Messages are found in Python files, in the site's templates (Django's syntax) and in the
report's (Jinja's, files that end with `.jinja`). English is the language of the
sources, so there are catalogues for bokmål and nynorsk only. The files hold no dates
and no line numbers: they change only when a message does.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.utils.translation.template import templatize
from jinja2.ext import GETTEXT_FUNCTIONS, babel_extract

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src"
LOCALE = SOURCES / "omstilling" / "locale"
KEYWORDS = (
    *("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2"),
    *("npgettext:1c,2,3", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"),
)
METADATA = {
    "Project-Id-Version": "omstilling",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"\{[a-z_0-9]*(?::[^}]*)?\}|%\([a-z_0-9]+\)[sd]")


def main() -> int:
    """Do what the command line asks; return the exit code."""
    if shutil.which("xgettext") is None:
        print("xgettext is not installed: it comes with the package gettext.")
        return 2
    template = collect()
    catalogues = [merged(template, language) for language in ("nb", "nn")]
    if "--check" not in sys.argv[1:]:
        for path, catalogue in catalogues:
            save(path, catalogue)
    faults = [fault for pair in catalogues for fault in check(*pair)]
    print("\n".join(faults) if faults else f"{len(template)} messages, all translated.")
    return 1 if faults else 0


def collect() -> polib.POFile:
    """Return every message of the sources, ordered by file."""
    with tempfile.TemporaryDirectory() as folder:
        names = [_prepared(path, Path(folder)) for path in _files()]
        command = [
            *("xgettext", "--language=Python", "--from-code=UTF-8", "--output=-"),
            *("--add-location=file", "--add-comments=Translators"),
            *(f"--keyword={keyword}" for keyword in KEYWORDS),
        ]
        found = subprocess.run(
            [*command, *names], cwd=folder, capture_output=True, text=True, check=True
        )
    template = polib.pofile(found.stdout or 'msgid ""\nmsgstr ""\n')
    for entry in template:
        entry.occurrences = sorted({(path, "") for path, _ in entry.occurrences})
    return template


def _files() -> list[Path]:
    kinds = ("*.py", "*.html", "*.txt", "*.jinja")
    return sorted(path for kind in kinds for path in SOURCES.rglob(kind))


def _prepared(path: Path, folder: Path) -> str:
    """Write a file in a form that xgettext reads as Python; return its name there."""
    name = path.relative_to(ROOT)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jinja":
        text = "\n".join(_jinja_calls(text))
    elif path.suffix != ".py":
        text = templatize(text, origin=str(name))
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return str(name)


def _jinja_calls(text: str) -> list[str]:
    calls = []
    file = io.BytesIO(text.encode())
    for _, function, message, _ in babel_extract(file, GETTEXT_FUNCTIONS, [], {}):
        texts = (message,) if isinstance(message, str) else message or ()
        arguments = ", ".join(repr(text) for text in texts if text is not None)
        calls.append(f"{function}({arguments})")
    return calls


def merged(template: polib.POFile, language: str) -> tuple[Path, polib.POFile]:
    """Return a catalogue's path and its content: today's messages, known texts kept."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    old = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    catalogue = polib.POFile(wrapwidth=88)
    catalogue.metadata = {**METADATA, "Language": language}
    for entry in template:
        catalogue.append(_kept(entry, known.get((entry.msgctxt, entry.msgid))))
    return path, catalogue


def _kept(entry: polib.POEntry, known: polib.POEntry | None) -> polib.POEntry:
    flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if known is not None and known.fuzzy:
        flags.append("fuzzy")
    plural = {0: "", 1: ""} if entry.msgid_plural else {}
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgstr=known.msgstr if known and not plural else "",
        msgstr_plural=(known.msgstr_plural or plural) if known and plural else plural,
        occurrences=entry.occurrences,
        comment=entry.comment,
        flags=flags,
    )


def save(path: Path, catalogue: polib.POFile) -> None:
    """Write a catalogue and its compiled form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{catalogue}\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def check(path: Path, catalogue: polib.POFile) -> list[str]:
    """Say what is wrong with a catalogue, a line each."""
    name = path.relative_to(ROOT)
    faults = [
        f"{name}: {fault}: {entry.msgid}"
        for entry in catalogue
        if (fault := _fault(entry))
    ]
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    if written != f"{catalogue}\n":
        faults.append(f"{name}: stale; run scripts/messages.py")
    faults += [
        f"{name}: obsolete: {entry.msgid}"
        for entry in polib.pofile(written or 'msgid ""\nmsgstr ""\n')
        if entry.obsolete or (entry.msgctxt, entry.msgid) not in _ids(catalogue)
    ]
    compiled = path.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != catalogue.to_binary():
        faults.append(f"{name}: the compiled catalogue is stale")
    return faults


def _ids(catalogue: polib.POFile) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in catalogue}


def _fault(entry: polib.POEntry) -> str:
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated():
        return "untranslated"
    originals = {entry.msgid, entry.msgid_plural or entry.msgid}
    wanted = {_placeholders(text) for text in originals}
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return "" if {_placeholders(text) for text in texts} <= wanted else "placeholders"


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    raise SystemExit(main())
