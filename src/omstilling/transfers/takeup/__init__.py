"""What will a receiver take up within the next years that it does not have today?

Learned from history by logistic regression on what was known at the start of an earlier
window (densities, neighbours, places alike, organisations and more), and told as a
probability by a constant hazard (Prentice and Gloeckler 1978). `backtest` says how well
it would have done, beside plain baselines such as the density of related activities
(Hidalgo et al. 2007).
"""

from omstilling.transfers.takeup.agreement import agreement
from omstilling.transfers.takeup.asked import ask
from omstilling.transfers.takeup.backtest import backtest
from omstilling.transfers.takeup.history.panel import Panel, make_panel
from omstilling.transfers.takeup.history.tables_in import read_table
from omstilling.transfers.takeup.history.universes import DATASETS, read_dataset
from omstilling.transfers.takeup.page import (
    as_table,
    as_tenths,
    as_text,
    in_words,
    left_out,
)
from omstilling.transfers.takeup.probability import probabilities
from omstilling.transfers.takeup.today.current import (
    Current,
    current_of_lists,
    current_of_sectors,
    current_probabilities,
)
from omstilling.transfers.takeup.today.receiving import Outlook, outlook

__all__ = [
    "DATASETS",
    "Current",
    "Outlook",
    "Panel",
    "agreement",
    "as_table",
    "as_tenths",
    "as_text",
    "ask",
    "backtest",
    "current_of_lists",
    "current_of_sectors",
    "current_probabilities",
    "in_words",
    "left_out",
    "make_panel",
    "outlook",
    "probabilities",
    "read_dataset",
    "read_table",
]
