"""How likely is each take-up from today on?

The panels are made of a landscape's own evidence, what is learned is learned on the
newest window, and each kind of receiver says what its probability means.
"""
