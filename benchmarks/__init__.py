"""Measurements of zonelib beside its peers, in one run: ``python -m benchmarks``; never part of the tests."""
