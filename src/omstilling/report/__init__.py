"""How is it shown and said?

As sentences made from the numbers in bokmål, nynorsk and English, as tables, charts and
maps that can be read without seeing them, and as files: one page without network, and
the same results as CSV and Parquet with a manifest of their checksums.
"""
