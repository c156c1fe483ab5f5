"""Bringing a library up to date with the places that its articles come from: files, folders, pages and feeds."""
