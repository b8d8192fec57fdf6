"""Errors that a user can mend, and the exit code of each.

An error of this branch is shown without a traceback: first what is wrong and where,
then, on a line of its own, what to do about it.
"""

from __future__ import annotations


class OmstillingError(Exception):
    """What is wrong, and what to do about it.

    Parameters
    ----------
    message
        One or two sentences: what is wrong, in which file, row, column or parameter.
    hint
        One sentence that says what to do.
    why
        What is wrong once more, as a clause without values that the catalogues hold;
        empty where no answer tells it on.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", why: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.why = why

    def told(self) -> str:
        """Return what an answer says of it: the clause if there is one."""
        return self.why or self.message


class UsageError(OmstillingError):
    """A command or a parameter that cannot be carried out as it was given."""

    exit_code = 2


class InputError(OmstillingError):
    """A file or a folder that cannot be read as what it should be."""

    exit_code = 3


class StoreError(OmstillingError):
    """A snapshot that cannot be written or read."""

    exit_code = 4


def check_range(name: str, function: str, value: int, low: int, high: int) -> int:
    """Return `value` if it is an int in [low, high], else raise `UsageError`."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not low <= value <= high
    ):
        raise UsageError(
            f"The '{name}' parameter of {function} must be an int in the range "
            f"[{low}, {high}]. Got {value!r} instead.",
            hint=f"Choose a whole number from {low} to {high}.",
        )
    return value
