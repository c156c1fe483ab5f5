"""Requests by the thousand, made from the OpenAPI document: `python tests/fuzzing.py --cases 10000`.

schemathesis makes them (valid ones, and such as break one rule each), sends them to a server over a small library, and
holds every reply to the document. Nothing is served over a network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import schemathesis
from conftest import ARTICLES, HashEncoder
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from starlette.types import ASGIApp
from web_fixtures import FixedReader

from index.library import Library
from rag.answering import Answerer
from web.app import create_app
from web.limiting import Rate
from web.protection import Protection
from web.security import LOOPBACK_HOSTS

# What schemathesis could not know from the document.
_CONFIG = """
seed = SEED
continue-on-failure = true
request-timeout = 300  # schemathesis waits 10 s, in which a machine under load has not started what reads files
headers = { Origin = "http://testserver" }  # as the pages' own requests have it; else some kinds of body are refused

[generation]
database = "none"
no-shrink = true

[checks]
# A key is optional on this machine: nothing is ignored that is sent.
ignored_auth.enabled = false
# 422 also says what no schema can: a question without a word, a day after another, a file without an article in it;
# 415 and 412 likewise.
positive_data_acceptance.expected-statuses = ["2xx", "304", "404", "412", "413", "415", "422"]
negative_data_rejection.expected-statuses = ["4xx"]

[[operations]]
include-path-regex = "^/v1/"
# There 400 says what 422 says elsewhere: OpenAI's clients know it so.
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404", "413"]
"""


@dataclass(slots=True)
class Tally:
    """What became of the requests."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(sum(counter.values()) for counter in self.statuses.values())

    @property
    def server_errors(self) -> int:
        return sum(n for counter in self.statuses.values() for status, n in counter.items() if status >= 500)


@contextmanager
def open_app() -> Iterator[ASGIApp]:
    """A server over three articles, an encoder and a reader of the tests, without limits of rate."""
    with tempfile.TemporaryDirectory() as folder:
        encoder = HashEncoder()
        with Library(Path(folder), lambda record: encoder, create=True) as library:
            for article in ARTICLES:
                library.add(article)
            library.collections.put("ports", [ARTICLES[0].id])
            yield create_app(
                Answerer(library, FixedReader("ice had damaged No. 2 crane")),
                allowed_hosts=(*LOOPBACK_HOSTS, "testserver"),
                examples=(),
                protection=Protection(rate=Rate(per_minute=0, burst=0)),
            )


def fuzz(app: ASGIApp, *, examples: int, phases: Sequence[str], paths: str = "", seed: int = 5) -> Tally:
    """Send requests, and count what became of them.

    Args:
        app: the server.
        examples: random requests an operation, at most.
        phases: of `examples`, `coverage`, `fuzzing` and `stateful`.
        paths: a regular expression of the paths to send to; all if it is empty.
        seed: the same one makes the same requests.
    """
    chosen = "".join(
        f"\n[phases.{phase}]\nenabled = {str(phase in phases).lower()}\n"
        for phase in ("examples", "coverage", "fuzzing", "stateful")
    )
    if paths:
        chosen += f'\n[[operations]]\nexclude-path-regex = "{paths}"\nenabled = false\n'
    configured = _CONFIG.replace("SEED", str(seed)).replace("[checks]", f"max-examples = {examples}\n\n[checks]")
    config = SchemathesisConfig.from_str(configured + chosen)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=config)
    tally = Tally()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(tally, event)
        elif isinstance(event, events.NonFatalError):
            tally.errors.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            tally.errors.append(str(event.exception))
    return tally


def _count(tally: Tally, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        case = recorder.cases[case_id].value
        label = f"{case.method} {case.path}"
        if interaction.response is not None:
            tally.statuses.setdefault(label, Counter())[interaction.response.status_code] += 1
            tally.phases[event.phase.value] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is not Status.SUCCESS:
                case = recorder.cases[case_id].value
                response = recorder.interactions[case_id].response
                said = check.failure_info.failure if check.failure_info else ""
                reply = f"{response.status_code} {response.text[:300]}" if response else "no reply"
                tally.failures.append(f"{check.name}: {said}\n    {case.as_curl_command()[:600]}\n    {reply}")


def show(tally: Tally) -> None:
    """Print how many replies of each status every operation gave."""
    statuses = sorted({status for counter in tally.statuses.values() for status in counter})
    print(f"{'operation':<64}{'cases':>7}" + "".join(f"{status:>7}" for status in statuses))
    for label, counter in sorted(tally.statuses.items(), key=lambda item: item[0].split()[::-1]):
        counts = "".join(f"{counter[status] or '':>7}" for status in statuses)
        print(f"{label:<64}{sum(counter.values()):>7}{counts}")
    print(", ".join(f"{phase}: {count:,}" for phase, count in tally.phases.items()))
    print(
        f"{tally.cases:,} cases, {tally.server_errors} server errors, {len(tally.failures)} replies that are not as "
        f"documented, {len(tally.errors)} operations that could not be tested"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="requests at least")
    parser.add_argument("--paths", default="", help="a regular expression of the paths")
    parser.add_argument("--seed", type=int, default=5, help="another one makes other requests")
    options = parser.parse_args()
    with open_app() as app:
        tally = fuzz(
            app,
            examples=max(10, options.cases // 15),  # the phase `coverage` sends 1,200 whatever is said here
            phases=("examples", "coverage", "fuzzing", "stateful"),
            paths=options.paths,
            seed=options.seed,
        )
    for failure in dict.fromkeys(tally.failures):
        print(failure)
    for error in tally.errors:
        print(error)
    show(tally)
    return 0 if tally.cases >= options.cases and not (tally.failures or tally.errors or tally.server_errors) else 1


if __name__ == "__main__":
    sys.exit(main())
