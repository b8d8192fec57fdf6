"""Which unit took up which activity in which year?

Long tables of any data set as panels of units × activities × periods; the registers'
own, with who was there and what the agency decided, and those of one's own.
"""
