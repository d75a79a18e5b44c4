"""Property tests draw the same cases in every run and are not bound by the clock of a busy machine.

`make fuzz` is the run that looks for new cases. Other settings: `pytest --hypothesis-profile=default`.
"""

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")
