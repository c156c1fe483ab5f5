"""A conversation as a file to keep: Markdown, HTML or JSON, with every quote word for word and its source."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from markupsafe import Markup
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from rag.answer_json import filters_json, to_json
from rag.conversation import Conversations
from rag.errors import QuestionError
from rag.types import Answer
from web.failures import describe_validation
from web.filter_words import name_filters
from web.markdown import escape_markdown, render_message
from web.message_strings import ENGLISH_MESSAGES, MessageStrings
from web.pages import Pages
from web.problems import Problem, RequestProblem
from web.turn_views import view_turns
from web.turns import Conversation, read_conversation

_STYLE = (Path(__file__).parent / "templates" / "export.css").read_text(encoding="utf-8")
# It stands in the file itself, which is opened where no server sends headers: nothing but this style is allowed.
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{_STYLE_HASH}'"


def make_exports(conversations: Conversations, pages: Pages) -> APIRouter:
    """Return the routes that download a conversation; each takes the query of the conversation's own address."""
    router = APIRouter(include_in_schema=False)
    strings = _extend(pages)
    library = conversations.answerer.library

    @router.api_route("/export.md", methods=["GET", "HEAD"])
    def export_markdown(request: Request) -> Response:
        """Return a conversation as Markdown."""
        conversation, answers = _ask(request)
        named = [words for _, words in name_filters(conversation, library, strings)]
        text = render_markdown(
            conversation, answers, filters=named, origin=_origin(request), on=_now(), strings=strings
        )
        return Response(text, media_type="text/markdown; charset=utf-8", headers=_name("md"))

    @router.api_route("/export.html", methods=["GET", "HEAD"])
    def export_html(request: Request) -> Response:
        """Return a conversation as a page that needs nothing else."""
        conversation, answers = _ask(request)
        return pages.render(
            "export.html",
            headers=_name("html"),
            conversation=conversation.at(answers[-1].library.version),
            filters=name_filters(conversation, library, strings),
            turns=view_turns(conversation, answers),
            state=answers[-1].library,
            origin=_origin(request),
            on=_now(),
            style=Markup(_STYLE),  # noqa: S704 - our own file
            policy=_POLICY,
        )

    @router.api_route("/export.json", methods=["GET", "HEAD"])
    def export_json(request: Request) -> Response:
        """Return a conversation as the answers that the API gives."""
        conversation, answers = _ask(request)
        version = answers[-1].library.version
        body = {
            "exported_at": _now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "href": conversation.at(version).href(),
            "library_version": version,
            "filters": filters_json(conversation.filters),
            "answers": [to_json(answer) for answer in answers],
        }
        return JSONResponse(body, headers=_name("json"))

    def _ask(request: Request) -> tuple[Conversation, Sequence[Answer]]:
        try:
            conversation = read_conversation(request.query_params)
        except ValidationError as error:
            raise describe_validation(error) from error
        if not conversation.turns:
            raise RequestProblem(Problem.INVALID_QUESTION, "There is no question to save. Ask one first.")
        try:
            return conversation, conversations.ask(conversation.turns, filters=conversation.filters)
        except QuestionError as error:
            raise RequestProblem(Problem.INVALID_QUESTION, str(error)) from error

    return router


def render_markdown(
    conversation: Conversation,
    answers: Sequence[Answer],
    *,
    filters: Sequence[str],
    origin: str,
    on: datetime,
    strings: MessageStrings,
) -> str:
    """Return a conversation as Markdown that reads, when it is shown, word for word as the articles do.

    Args:
        conversation: what was asked.
        answers: one a turn.
        filters: those that are set, in words.
        origin: scheme, host and port of this server; links begin with it.
        on: when it is saved.
        strings: the words around the answers.
    """
    state = answers[-1].library
    facts = [
        (strings.exported_on, strings.day(on.date())),
        (strings.library_label, f"{strings.version(state.version)}, {strings.articles(state.articles)}"),
    ]
    if filters:
        facts.append((strings.filters_title, ", ".join(filters)))
    lines = [f"# {strings.exported_title}", ""]
    lines += [f"- {name}: {escape_markdown(value)}" for name, value in facts]
    lines.append(f"- {strings.permalink}: <{origin}{conversation.at(state.version).href()}>")
    for answer in answers:
        message = render_message(answer, origin=origin, strings=strings)
        lines += ["", f"## {escape_markdown(answer.question)}", "", message.text]
    return "\n".join(lines) + "\n"


def _extend(pages: Pages) -> MessageStrings:
    """Return the page's words with those that only messages have."""
    known = {field.name: getattr(pages.strings, field.name) for field in fields(pages.strings)}
    own = {f.name: getattr(ENGLISH_MESSAGES, f.name) for f in fields(ENGLISH_MESSAGES) if f.name not in known}
    return MessageStrings(**known, **own)


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _now() -> datetime:
    return datetime.now(UTC)


def _name(suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="footnote-{_now():%Y-%m-%d}.{suffix}"'}
