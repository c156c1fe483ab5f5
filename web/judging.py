"""What people say of an answer on the page: it is kept in the library, with the answer."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from index.feedback import Verdict
from rag.answer_json import to_json
from rag.conversation import Conversations
from rag.errors import QuestionError
from web.access import Scope, needs
from web.failures import describe_validation
from web.problems import Problem, RequestProblem
from web.turns import Conversation, read_conversation


def make_judging(conversations: Conversations) -> APIRouter:
    """Return the route that takes what the page's form says of an answer."""
    router = APIRouter(include_in_schema=False)

    @router.post("/feedback", dependencies=[needs(Scope.ASK)])
    async def judge(request: Request) -> Response:
        """Keep a verdict on the last answer of the conversation that the address names; show the page again."""
        try:
            conversation = read_conversation(request.query_params)
        except ValidationError as error:
            raise describe_validation(error) from error
        verdict = _read_verdict(await request.body())
        await run_in_threadpool(_keep, conversation, verdict)
        return RedirectResponse(conversation.href(anchor=f"#turn-{len(conversation.turns)}-thanks"), 303)

    def _keep(conversation: Conversation, verdict: Verdict) -> None:
        if not conversation.turns:
            raise RequestProblem(Problem.INVALID_REQUEST, "The address names no question.")
        try:
            answer = conversations.ask(conversation.turns, filters=conversation.filters)[-1]
        except QuestionError as error:
            raise RequestProblem(Problem.INVALID_QUESTION, str(error)) from error
        # The answer is given again, so that what is kept is what this library answers. After a change that may be
        # another one than was judged: then nothing is kept that nobody said.
        if conversation.version is not None and conversation.version != answer.library.version:
            raise RequestProblem(
                Problem.INVALID_REQUEST, "The library has changed since this answer. Judge the new one."
            )
        kept = json.dumps(to_json(answer), ensure_ascii=False)
        conversations.answerer.library.feedback.add(verdict, question=answer.question, answer=kept)

    return router


def _read_verdict(body: bytes) -> Verdict:
    try:
        given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
        return Verdict(given.get("verdict", [""])[-1])
    except ValueError as error:
        known = ", ".join(Verdict)
        raise RequestProblem(Problem.INVALID_REQUEST, f"verdict: it is one of {known}") from error
