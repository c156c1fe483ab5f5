"""Comparisons behind the choices made in `corpus`; nothing else imports this."""
