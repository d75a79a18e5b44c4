"""What the patterns of both languages mean: builders from a match to dates.

A builder reads the groups of a match by their letter (see `core.GROUPS`) and knows nothing of the
language. One that needs the document's day gives a function of the scene.
"""
