"""The site: thin pages over the rooms, in three languages.

It is started by `omstilling serve`, which calls `web.serve` by name.
"""

__all__: list[str] = []
