"""What business says: needs, offers and answers (rooms: sources → meaning).

The fields of needs and offers are those of the partnering profiles of the Enterprise
Europe Network. Nobody's contact data are among them.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy

from omstilling.tables.columns import (
    ACTIVITY,
    MUNICIPALITY,
    ROLES,
    SIZE_CLASSES,
    STATEMENT_KINDS,
    STATEMENT_LANGUAGES,
    date_column,
    note_column,
    number_column,
    organisation_column,
    row_column,
    text_column,
)

STATEMENTS = "statements"


def _kind_column() -> dy.Enum:
    return dy.Enum(
        list(STATEMENT_KINDS),
        nullable=True,
        description="what is offered or asked for; null not told",
    )


def _stage_column() -> dy.Int64:
    return dy.Int64(
        nullable=True,
        min=1,
        max=9,
        description="technology readiness level",
        metadata={"unit": "TRL"},
    )


def _sizes_column() -> dy.List:
    return dy.List(
        dy.Enum(list(SIZE_CLASSES)),
        description="size classes of the partner sought; empty: any",
    )


def _words_column(meaning: str, **options: Any) -> dy.List:
    return dy.List(dy.String(**options), description=meaning)


class StatementRow(dy.Schema):
    """A need or an offer, as a list of one's own has it; places as written."""

    row = row_column()
    role = dy.Enum(list(ROLES), description="need or offer")
    reference = note_column("number or sign that the list gives it")
    kind = _kind_column()
    title = text_column("what it is about", min_length=1)
    description = note_column("the whole text")
    advantages = note_column("what is better in it than in what there is")
    stage = _stage_column()
    rights = note_column("patents, licences and other rights")
    expertise = note_column("expertise sought in the partner")
    partner_kind = note_column("kind of partner or cooperation sought")
    partner_sizes = _sizes_column()
    keywords = _words_column("keywords")
    places = _words_column("municipalities or counties as written, not yet resolved")
    expires = date_column("last day on which it holds; null open")
    language = note_column("language as written")
    organisation = organisation_column()
    cluster = note_column("name of the cluster as written")
    activity = note_column("industry code or name as written, not yet resolved")


class Statement(dy.Schema):
    """A need or an offer."""

    id = text_column("role and a sign of its own", primary_key=True)
    role = dy.Enum(list(ROLES), description="need or offer")
    kind = _kind_column()
    title = text_column("what it is about", min_length=1)
    description = note_column("the whole text")
    advantages = note_column("what is better in it than in what there is")
    stage = _stage_column()
    rights = note_column("patents, licences and other rights")
    expertise = note_column("expertise sought in the partner")
    partner_kind = note_column("kind of partner or cooperation sought")
    partner_sizes = _sizes_column()
    keywords = _words_column("keywords")
    places = _words_column(
        "municipality numbers of 2024; empty: not told", regex=MUNICIPALITY
    )
    expires = date_column("last day on which it holds; null open")
    language = dy.Enum(
        list(STATEMENT_LANGUAGES), description="language of the text, told or detected"
    )
    organisation = organisation_column()
    cluster = note_column("short name of the cluster")
    activity = dy.String(nullable=True, regex=ACTIVITY, description="SN2007 code")
    origin = text_column("file that it was imported from")
    row = row_column()


class Duplicate(dy.Schema):
    """Two needs, or two offers, that say nearly the same."""

    similarity = number_column("how near what they say is", "cosine", min=-1, max=1)
    shared_letters = number_column(
        "runs of four letters that they share", "share", min=0, max=1
    )
    statement = text_column("id of the one")
    duplicate = text_column("id of the other")
    title = text_column("what the one is about")
    duplicate_title = text_column("what the other is about")


class Answer(dy.Schema):
    """An answer to the question of a consultation."""

    row = row_column()
    id = text_column("sign of the answer in its file", primary_key=True)
    text = text_column("the answer as written", min_length=1)
    sector = note_column("sector as written")
    region = note_column("region as written")
    label = note_column("theme that a reader gave it by hand, as written")


class Correction(dy.Schema):
    """What somebody has corrected by hand: a theme's name, or an answer's theme."""

    row = row_column()
    id = note_column("answer that is put into the theme of the name")
    theme = note_column("name of the theme that gets the name")
    name = text_column("name of a theme", min_length=1)


class Theme(dy.Schema):
    """Answers that ask for the same, as a group."""

    theme = dy.Int64(min=1, description="1 has most answers", primary_key=True)
    name = text_column("name, in the language of most answers")
    words = dy.List(dy.String(), description="words that set it apart, most first")
    answers = dy.Int64(min=1, description="how many", metadata={"unit": "answers"})
    share = number_column("of all answers that say something", "share", min=0, max=1)
    sectors = dy.List(
        dy.Struct({"sector": dy.String(), "answers": dy.Int64()}),
        description="how many answers from each sector, most first",
    )
    regions = dy.List(
        dy.Struct({"region": dy.String(), "answers": dy.Int64()}),
        description="how many answers from each region, most first",
    )
    typical = dy.List(
        dy.Struct({"id": dy.String(), "text": dy.String()}),
        description="the most typical answers, most typical first",
    )


class AnswerTheme(dy.Schema):
    """Which theme an answer belongs to."""

    id = text_column("sign of the answer in its file", primary_key=True)
    theme = dy.Int64(nullable=True, description="theme; null: it says nothing")
    name = note_column("name of the theme")
    similarity = number_column(
        "to the middle of the theme; null where put there by hand",
        "cosine",
        nullable=True,
        min=-1,
        max=1,
    )
