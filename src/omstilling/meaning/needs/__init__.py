"""What does business ask for, and what is on offer?

Needs and offers of lists of one's own, with the fields of the Enterprise Europe
Network's partnering profiles, laid into a snapshot; and those that say the same.
"""

from omstilling.meaning.needs.imports import import_statements, said_in, statements_of
from omstilling.meaning.needs.near import THRESHOLD, duplicates
from omstilling.meaning.needs.resolve import resolve

__all__ = [
    "THRESHOLD",
    "duplicates",
    "import_statements",
    "resolve",
    "said_in",
    "statements_of",
]
