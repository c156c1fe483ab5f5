"""The chat page and the JSON API."""
