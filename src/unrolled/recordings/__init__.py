"""Recorded training runs: each module reads one recording.

race    four networks on the recall task, at several gaps, from several seeds
games   a generator against a discriminator, frame by frame
"""
