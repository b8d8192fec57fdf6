"""Which knowledge could go from the best clusters to whom, with evidence for it."""

__version__ = "0.1.0"
