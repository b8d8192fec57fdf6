"""Which vectors stand for a text?

By a mean of compact English word vectors and a small sentence encoder, both read from
installed packages without network, after Norwegian was turned into English by the
glossary; or by a model that the user names.
"""

from omstilling.meaning.encoders.choose import (
    WITHOUT_EXTRA,
    default_is_whole,
    encoder,
)
from omstilling.meaning.encoders.joined import Glossed, Mixture
from omstilling.meaning.encoders.port import Encoder, Vectors, unit_rows
from omstilling.meaning.encoders.toward import toward_offers

__all__ = [
    "WITHOUT_EXTRA",
    "Encoder",
    "Glossed",
    "Mixture",
    "Vectors",
    "default_is_whole",
    "encoder",
    "toward_offers",
    "unit_rows",
]
