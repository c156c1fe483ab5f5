"""Measurements of answering; each prints a table."""
