"""Measurements of the pages: `python -m web.benchmarks.NAME`."""
