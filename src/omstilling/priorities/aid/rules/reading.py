"""Reads YAML files into records, and says which file, field and value is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from omstilling.errors import InputError
from omstilling.priorities.aid.rules.records import (
    BASES,
    FieldError,
    Rule,
    Rules,
    Version,
)
from omstilling.register.reviewed import read_yaml

M = TypeVar("M", bound=BaseModel)
#: The rules that ship with the program.
FOLDER = Path(__file__).parents[3] / "reference" / "aid"
_HINT = "Correct the file; docs/reference/aid-input.md explains every field."


def read_rules(folder: Path = FOLDER) -> Rules:
    """Return the rules of a folder, one YAML file each.

    Raises
    ------
    InputError
        A file breaks the form, names a rule that another file names too, has versions
        that overlap each other or a gap, or uses a legal basis that does not exist. The
        message names file, field and value.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise InputError(f"There are no rules in {folder}.", hint=_HINT)
    rules: dict[str, Rule] = {}
    for file in files:
        rule = record(Rule, read_yaml(file), file=file.name)
        if rule.rule in rules:
            raise wrong(file.name, "rule", rule.rule, "another file names it too")
        _check_versions(rule, file.name)
        _check_gaps(rule, file.name)
        rules[rule.rule] = rule
    for file, rule in zip(files, rules.values(), strict=True):
        _check_bases(rule, rules, file.name)
    return Rules(rules.values())


def record(model: type[M], content: Any, *, file: str, within: str = "") -> M:
    """Return `content` as a record; raise `InputError` with file, field and value.

    `within` is the field of the file in which the content stands.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field, value = _field(first["loc"]), first["input"]
        reason = first["msg"].removeprefix("Value error, ")
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, FieldError):
            field = ".".join(part for part in (field, cause.field) if part)
            value, reason = cause.value, cause.reason
        field = ".".join(part for part in (within, field) if part)
        raise wrong(file, field, value, reason) from error


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Name the file in errors that are found only when its projects are computed."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{file}: {error.message}", hint=error.hint) from error


def wrong(file: str, field: str, value: object, reason: str) -> InputError:
    """Return the error about one field of a file."""
    shown = repr(value) if len(repr(value)) < 80 else type(value).__name__
    place = f", field '{field}'" if field else ""
    told = reason[:1].lower() + reason[1:].rstrip(".")
    return InputError(f"{file}{place}: {shown}: {told}.", hint=_HINT)


def _field(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _check_versions(rule: Rule, file: str) -> None:
    ordered = sorted(rule.versions, key=lambda one: one.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            raise wrong(
                file,
                "versions.valid_from",
                str(later.valid_from),
                f"overlaps the version of {rule.rule} from {earlier.valid_from} to "
                f"{earlier.valid_to or 'no end'}",
            )


def _check_gaps(rule: Rule, file: str) -> None:
    for gap in rule.gaps:
        for one in rule.versions:
            ended = one.valid_to is not None and one.valid_to < gap.from_
            if not ended and one.valid_from <= gap.to:
                raise wrong(
                    file,
                    "gaps.to",
                    str(gap.to),
                    f"the gap from {gap.from_} overlaps the version of {rule.rule} "
                    f"from {one.valid_from}",
                )


def _check_bases(rule: Rule, rules: dict[str, Rule], file: str) -> None:
    for version in rule.versions:
        _check_sums(version, file)
        for name in version.basis:
            if name not in rules or rules[name].kind not in BASES:
                raise wrong(file, "versions.basis", name, "is no legal basis on file")


def _check_sums(version: Version, file: str) -> None:
    """No percentage may pass 100 with the bonuses unless a ceiling stops it."""
    for share in version.shares:
        for size, percent in share.percent.items():
            bonuses = [b for b in version.bonuses if share.category in b.categories]
            sums = [b.points[size] for b in bonuses if not b.one_of]
            one = [b.points[size] for b in bonuses if b.one_of]
            sums.append(max(one, default=Decimal(0)))
            if share.ceiling == 100 and percent + sum(sums) > 100:
                raise wrong(
                    file,
                    f"versions.shares.{share.category}.percent.{size}",
                    str(percent + sum(sums)),
                    "passes 100 with its bonuses and has no ceiling",
                )
