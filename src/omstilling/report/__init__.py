"""How is it shown and said?

As sentences made from the numbers in bokmål, nynorsk and English, as tables, charts and
maps that can be read without seeing them, and as files: one page without network, and
the same results as CSV and Parquet with a manifest of their checksums.
"""

from omstilling.report import sentences, words
from omstilling.report.charts import bar, strengths_chart
from omstilling.report.files import write_report
from omstilling.report.maps import SHAPES, Point, transfers_map
from omstilling.report.page import page
from omstilling.report.results import Offer, Pilot, Results, results

__all__ = [
    "SHAPES",
    "Offer",
    "Pilot",
    "Point",
    "Results",
    "bar",
    "page",
    "results",
    "sentences",
    "strengths_chart",
    "transfers_map",
    "words",
    "write_report",
]
