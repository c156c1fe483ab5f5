"""Requests made from the OpenAPI document: no server error, and no reply that is not described.

A few hundred here; `python tests/fuzzing.py` sends ten thousand and more.
"""

from __future__ import annotations

from fuzzing import fuzz, open_app


def test_no_request_makes_the_server_fail_or_reply_what_is_not_documented() -> None:
    with open_app() as app:
        tally = fuzz(app, examples=15, phases=("examples", "fuzzing"))
    assert (tally.failures, tally.errors, tally.server_errors) == ([], [], 0)
    methods = {(method, path) for method, path in (label.split() for label in tally.statuses)}
    assert {
        ("POST", "/api/v1/ask"),
        ("POST", "/api/v1/articles"),
        ("DELETE", "/api/v1/articles/{article_id}"),
    } <= methods
    assert tally.cases >= 200


def test_the_fuzzing_finds_a_reply_that_is_not_documented() -> None:
    with open_app() as app:
        replies = app.openapi()["paths"]["/api/v1/search"]["get"]["responses"]  # type: ignore[attr-defined]
        del replies["422"]
        tally = fuzz(app, examples=3, phases=("fuzzing",), paths="^/api/v1/search$")
    assert any("status_code_conformance" in failure for failure in tally.failures)
