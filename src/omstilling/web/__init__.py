"""The site: thin pages over the rooms, in three languages."""
