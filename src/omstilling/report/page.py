"""The report as one file: three languages in one switch, no network, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from omstilling import __version__
from omstilling.language import LANGUAGES, NAMES, Language, translations
from omstilling.report.results import Results
from omstilling.report.view import view

TEMPLATES = Path(__file__).parent / "templates"


def page(results: Results) -> str:
    """Return the report as HTML, every value in it escaped."""
    versions = [_version(results, language) for language in LANGUAGES]
    frame = _environment("en").get_template("report.html.jinja")
    return frame.render(versions=versions) + "\n"


def _version(results: Results, language: Language) -> dict[str, Any]:
    template = _environment(language).get_template("version.html.jinja")
    content = view(results, language)
    return {
        "language": language,
        "language_name": NAMES[language],
        "skip": translations(language).gettext("Skip to the content"),
        "body": Markup(template.render(**content, code_version=__version__)),  # noqa: S704 - rendered with autoescape
    }


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    environment.globals.update(_=catalogue.gettext, ngettext=catalogue.ngettext)
    return environment
