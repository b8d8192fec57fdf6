"""What a data set or the backtest leaves out: sentences and the values in them."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int


@dataclass(frozen=True)
class Note:
    """A remark on what was left out; as text it is the English sentence.

    Attributes
    ----------
    message
        The sentence in English, with places for its values.
    values
        What fills the places. Years are text, so that they are not written as amounts.
    about
        The feature, or the group of features, that it is about; else empty.
    """

    message: str
    values: tuple[tuple[str, Value], ...] = ()
    about: str = ""

    def __str__(self) -> str:
        """Return the English sentence with the values as they are."""
        told = self.message.format(**dict(self.values))
        return f"{self.about}: {told}" if self.about else told


def note(message: str, /, **values: Value) -> Note:
    """Return a remark with its values."""
    return Note(message, tuple(values.items()))
