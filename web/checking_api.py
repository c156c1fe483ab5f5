"""The API's routes that check answers: verify saved quotes, and take and give out feedback."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response

from index.feedback import Feedback, Verdict
from rag.answer_json import to_json
from rag.conversation import Conversations
from rag.feedback_questions import export
from rag.verifying import check, check_json
from web.access import Scope, needs
from web.checking_models import CheckReply, FeedbackReply
from web.checking_requests import FeedbackRequest, VerifyRequest
from web.openapi import EXAMPLES, problems
from web.problems import Problem, RequestProblem

_JSONL = "application/jsonl"


def make_checking_api(conversations: Conversations) -> APIRouter:
    """Return the routes that check answers."""
    router = APIRouter(tags=["check"])
    library = conversations.answerer.library

    @router.post(
        "/api/v1/verify",
        summary="Verify saved quotes",
        response_model=CheckReply,
        responses=problems(has_body=True),
        dependencies=[needs(Scope.ASK)],
    )
    def verify(request: Annotated[VerifyRequest, Body(openapi_examples=EXAMPLES["verify"])]) -> JSONResponse:
        """Say of each quote whether its words still stand in its article, and where.

        Nothing that is sent is believed: every word is compared with the article as the library has it. Send an answer
        as `ask` replied, or only its `quotes`.
        """
        return JSONResponse(check_json(check(request.saved, library)))

    @router.post(
        "/api/v1/feedback",
        summary="Say what an answer was worth",
        response_model=FeedbackReply,
        status_code=201,
        responses=problems(Problem.INVALID_QUESTION, has_body=True),
        dependencies=[needs(Scope.ASK)],
    )
    def give(request: Annotated[FeedbackRequest, Body(openapi_examples=EXAMPLES["feedback"])]) -> JSONResponse:
        """Keep a verdict with the answer that it is about: the question is answered again, as it was asked."""
        kept = keep_feedback(conversations, request)
        return JSONResponse(
            {
                "id": kept.id,
                "given_at": kept.given_at,
                "verdict": kept.verdict.value,
                "question": kept.question,
                "quote": kept.quote,
                "comment": kept.comment,
            },
            status_code=201,
        )

    @router.get(
        "/api/v1/feedback",
        summary="Export feedback as questions",
        response_class=Response,
        responses={
            200: {"description": "A question a line.", "content": {_JSONL: {"schema": {"type": "string"}}}},
            **problems(),
        },
        dependencies=[needs(Scope.ADMIN)],
    )
    def give_out() -> Response:
        """Return what was said as questions that `footnote eval` asks again, a JSON object a line.

        Left out is what makes no question: feedback on answers to questions with filters, and verdicts that do not say
        what would be right.
        """
        return Response(export(library.feedback.list()).text, media_type=_JSONL)

    return router


def keep_feedback(conversations: Conversations, given: FeedbackRequest) -> Feedback:
    """Answer a question again, and keep what was said of the answer with it.

    Raises:
        QuestionError: if the question cannot be asked.
        RequestProblem: if what was said does not fit the answer.
    """
    answer = conversations.ask(given.turns, filters=given.filters, top=given.top)[-1]
    if given.version is not None and given.version != answer.library.version:
        raise _refuse("version", "the library has changed since: look at the answer of now, and judge that")
    if given.quote is not None and given.quote > len(answer.quotes):
        raise _refuse("quote", f"the answer has {len(answer.quotes)} quotes")
    if given.verdict is Verdict.WRONG_SPAN and not answer.quotes:
        raise _refuse("verdict", "nothing was quoted, so that no words of it can be wrong")
    return conversations.answerer.library.feedback.add(
        given.verdict,
        question=answer.question,
        answer=json.dumps(to_json(answer), ensure_ascii=False),
        quote=given.quote,
        comment=given.comment,
    )


def _refuse(field: str, detail: str) -> RequestProblem:
    return RequestProblem(Problem.INVALID_REQUEST, f"body.{field}: {detail}", errors=((f"body.{field}", detail),))
