"""Measurements of finding; each prints a table."""
