"""Readers: they find the words in a chunk that answer a question, and say how sure they are."""
