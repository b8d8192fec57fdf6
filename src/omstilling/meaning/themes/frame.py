"""A frame: themes that are known beforehand, and phrases that answers of each hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omstilling.errors import InputError
from omstilling.language import Language
from omstilling.register.reviewed import read_yaml

FILE = Path(__file__).parents[2] / "reference" / "themes.yaml"
_KEYS = {"theme", "name_nb", "name_nn", "name_en", "phrases"}


@dataclass(frozen=True)
class Known:
    """A theme that is known beforehand.

    Attributes
    ----------
    names
        What it is called, by language.
    phrases
        What answers of the theme are about; at least one.
    """

    names: dict[Language, str]
    phrases: tuple[str, ...]


def read_frame(file: Path = FILE) -> list[Known]:
    """Read a frame; `reference/themes.yaml` explains its form.

    Raises
    ------
    InputError
        The file is no such YAML, or it has fewer than two themes or the same one twice.
    """
    content = read_yaml(file)
    listed = content.get("themes") if isinstance(content, dict) else None
    themes = [_known(one) for one in listed] if isinstance(listed, list) else []
    sound = [one for one in themes if one is not None]
    names = {known.names["nb"].casefold() for known in sound}
    if len(sound) < 2 or len(sound) < len(themes) or len(names) < len(sound):
        raise InputError(
            f"{file.name} is no frame of themes: it needs a list 'themes' of two or "
            f"more, each with {', '.join(sorted(_KEYS))}, and no name twice.",
            hint="Take reference/themes.yaml as a pattern.",
        )
    return sound


def _known(one: Any) -> Known | None:
    if not isinstance(one, dict) or not one.keys() >= _KEYS:
        return None
    phrases = one["phrases"]
    if not isinstance(phrases, list) or not phrases:
        return None
    languages: tuple[Language, ...] = ("nb", "nn", "en")
    names = {language: str(one[f"name_{language}"]) for language in languages}
    return Known(names, tuple(map(str, phrases)))
