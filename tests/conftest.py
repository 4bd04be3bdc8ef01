"""What holds for all tests: hypothesis gives no test a time limit, so that a busy machine fails none."""

from hypothesis import settings

settings.register_profile("no time limit", deadline=None)
settings.load_profile("no time limit")
