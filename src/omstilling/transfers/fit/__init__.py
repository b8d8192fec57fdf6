"""How well do a source and a receiver fit?

By the projects they share, how far apart they lie on the map, and how alike what they
do is. Fit is a rank, not a probability; `foretold` asks whether it foretold which
places would take part in a Horizon 2020 project together.
"""
