"""Which transfers to fund: lawfully, fairly, and with reasons?

Three folders, each with a door of its own. `aid`: how much public money a project may
get under the aid rules in force on a date (Regulation (EU) No 651/2014, the de minimis
regulations, terms of Norwegian schemes), and under which duties. `portfolio`: which
proposals to fund under a budget and balance rules, proven best by a mixed-integer
program. `shares`: what business itself would fund, by the Method of Equal Shares and
its kin.
"""

__all__ = ["aid", "portfolio", "shares"]
