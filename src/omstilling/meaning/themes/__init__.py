"""What do the answers of a consultation ask for?

Answers are grouped by a frame of themes known beforehand (seeded classification after
the Oslo Manual) or by themselves (spectral clustering), named, and corrected by hand.
"""

from omstilling.meaning.themes.find import Themes, find_themes
from omstilling.meaning.themes.frame import Known, read_frame
from omstilling.meaning.themes.measures import ThemeMeasures, measure_themes

__all__ = [
    "Known",
    "ThemeMeasures",
    "Themes",
    "find_themes",
    "measure_themes",
    "read_frame",
]
