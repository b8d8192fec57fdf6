"""The parts of a transfer's rank, one in each file, each visible on its own.

Every part is a percentile rank from 0 to 1 among its own kind, or a mean of such ranks;
`joining` makes one number of them.
"""
