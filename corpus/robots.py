"""What a site's robots.txt allows (RFC 9309)."""

from __future__ import annotations

from protego import Protego

# RFC 9309, section 2.5, wants at least 500 KiB to be read; what comes after is left out.
MAX_ROBOTS_BYTES = 512_000
_SOMEBODY_ELSE = "somebody-else"


class Robots:
    """The rules of one site for one product."""

    def __init__(self, data: bytes, *, product: str) -> None:
        """Read rules.

        Args:
            data: a robots.txt; whatever it is, it is read as far as it can be.
            product: the product token that the rules are for, such as `footnote`.
        """
        self._product = product.lower()
        self._rules = Protego.parse(self._simplify(data[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")))

    def allows(self, url: str) -> bool:
        """Tell whether a URL may be fetched."""
        return self._rules.can_fetch(url, self._product)

    @property
    def crawl_delay_s(self) -> float | None:
        """The pause between requests that the site asks for."""
        return self._rules.crawl_delay(self._product)

    def _simplify(self, text: str) -> str:
        """Give all products but ours one name.

        Protego keeps a copy of each rule for each product of a group: 15,000 names above 15,000 rules are 500 KB of
        text, and would be 225 million copies.
        """
        return "\n".join(self._rename(line.partition("#")[0].strip()) for line in text.splitlines())

    def _rename(self, line: str) -> str:
        """Return a line with a product in it so that it names ours, everybody or somebody else."""
        words = line.lower().replace(":", " ").split()
        # Protego reads "User-agent: x", "Useragent x" and "User agent x" alike.
        if words[:1] in (["user-agent"], ["useragent"]):
            named = words[1:]
        elif words[:2] == ["user", "agent"]:
            named = words[2:]
        else:
            return line
        token = named[0].partition("/")[0] if named else ""
        return f"User-agent: {token if token in {'*', self._product} else _SOMEBODY_ELSE}"
