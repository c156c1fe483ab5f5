"""The words of signing in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInStrings:
    """What the page says where a key is needed, in one language."""

    sign_in_title: str = "Sign in"
    sign_in_lead: str = "Whoever runs this server gives out keys. Yours begins with fn_."
    key_label: str = "Key"
    sign_in_button: str = "Sign in"
    key_unknown: str = "This key is not known here. It may have been mistyped, or taken back."
    sign_in_again: str = "You have signed in already, and came here from another site?"
    open_again: str = "Open the page again"
    sign_in_needless: str = "You need not sign in here: this server asks nobody for a key."
    sign_out_button: str = "Sign out"

    def signed_in_as(self, name: str) -> str:
        """Return whose key it is."""
        return f"You are signed in with the key “{name}”."
