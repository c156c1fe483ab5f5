"""The conversation page: ask, and see the passages that answer."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from rag.conversation import Conversations
from rag.errors import QuestionError
from rag.suggesting import Suggester
from web.examples import Examples
from web.failures import describe_validation
from web.filter_words import name_filters
from web.forms import next_form
from web.pages import Pages
from web.problems import Problem, RequestProblem
from web.turn_views import view_turns
from web.turns import Conversation, read_conversation

_NEWEST = 4


def make_site(conversations: Conversations, pages: Pages, *, examples: Examples, suggester: Suggester) -> APIRouter:
    """Return the routes of the conversation page.

    Args:
        conversations: answers.
        pages: renders.
        examples: questions for the empty page.
        suggester: finds what may be asked after an answer.
    """
    router = APIRouter(include_in_schema=False)
    library = conversations.answerer.library

    @router.api_route("/", methods=["GET", "HEAD"])
    def ask(request: Request) -> Response:
        """Show the form; with questions, the answers too: this is their permalink."""
        try:
            conversation = read_conversation(request.query_params)
        except ValidationError as error:
            raise describe_validation(error) from error
        return _show(conversation) if conversation.turns else _empty(conversation)

    def _empty(conversation: Conversation) -> Response:
        status = library.status()
        return pages.render(
            "empty.html",
            active="ask",
            conversation=conversation,
            form=next_form(conversation),
            filters=name_filters(conversation, library, pages.strings),
            collections=_offer(conversation, library.collections.counts()),
            status_of=status,
            examples=examples.current(status.version) if status.articles else (),
            newest=library.summaries(limit=_NEWEST),
        )

    def _show(conversation: Conversation) -> Response:
        try:
            answers = conversations.ask(conversation.turns, filters=conversation.filters)
        except QuestionError as error:
            raise RequestProblem(Problem.INVALID_QUESTION, str(error)) from error
        next_questions = None
        if conversation.wants_follow_ups:  # it takes as long as a few questions do, so that a page comes without them
            next_questions = suggester.follow_ups(answers[-1], asked=[answer.question for answer in answers[:-1]])
        return pages.render(
            "conversation.html",
            active="ask",
            conversation=conversation,
            form=next_form(conversation),
            filters=name_filters(conversation, library, pages.strings),
            collections=_offer(conversation, library.collections.counts()),
            turns=view_turns(conversation, answers, follow_ups=next_questions),
            version=answers[-1].library.version,
        )

    @router.api_route("/problems/{slug}", methods=["GET", "HEAD"])
    def describe_problem(slug: str) -> Response:
        """Say what a `type` of the API's problems means."""
        kind = next((kind for kind in Problem if kind.slug == slug), None)
        if kind is None:
            raise RequestProblem(Problem.NOT_FOUND, "There is no such kind of problem.")
        return pages.render("problem.html", kind=kind, meaning=pages.strings.problem(kind))

    return router


def _offer(conversation: Conversation, names: Iterable[str]) -> tuple[str, ...]:
    """Return the collections to choose from; one that is asked for stays there, even if there is none of that name."""
    chosen = conversation.filters.collection
    return tuple(sorted({*names, *([chosen] if chosen else [])}))
