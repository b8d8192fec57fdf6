"""Whatever text comes in, something defined comes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omstilling.meaning.texts import LIMIT, clean, content_key, sentences, words


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("", ""),
        ("  \n\t ", ""),
        ("sveising", "sveising"),
        ("<p>Lager <b>slitte</b> deler</p>", "Lager slitte deler"),
        ("Før<script>alert('x')</script>etter", "Før etter"),
        ("Før <script>alert('never ends", "Før"),
        ("Før <!-- skjult --> etter", "Før etter"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Ferdig", "Ferdig"),
        ("trykk &gt; 5 bar og temperatur < 3", "trykk > 5 bar og temperatur < 3"),
        ("vi måler pÃ¥ sjÃ¸en", "vi måler på sjøen"),
        ("a\x00b\x07c\u200bd\ufeff", "a b c d"),
        ("sma\u030a", "små"),
        ("МАШИНА 機械", "МАШИНА 機械"),
    ],
)
def test_texts_are_cleaned(raw: str, read: str) -> None:
    assert clean(raw) == read


def test_a_long_text_is_cut() -> None:
    assert clean("måling " * 20_000) == ("måling " * 20_000)[:LIMIT]


@given(st.text())
def test_cleaning_ends_and_leaves_no_script(text: str) -> None:
    read = clean(f"<script>{text}</script>{text}<script src=x>")
    assert "<script" not in read.lower()
    assert len(read) <= LIMIT
    assert read == " ".join(read.split())


@given(st.text(alphabet="ab.!?:; é9", max_size=60))
def test_sentences_hold_every_word_once_and_in_its_place(text: str) -> None:
    found = list(sentences(text))
    assert all(text[one.start : one.end] == one.text for one in found)
    inside = [word.text for one in found for word in words(one.text)]
    assert inside == [word.text for word in words(text)]


def test_a_sign_inside_a_number_ends_no_sentence() -> None:
    text = "Etter ISO 13.849 og kl. 8:30. Ferdig"
    assert [one.text for one in sentences(text)] == [
        "Etter ISO 13.849 og kl.",
        "8:30.",
        "Ferdig",
    ]


def test_a_text_written_twice_has_one_key() -> None:
    assert content_key("<p>Lyd-måling, 5 bar!</p>") == content_key("lydmåling 5 BAR")
