"""OpenAI's chat completions over the library, so that chat front ends and OpenAI's clients connect."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from rag.answer_json import to_json
from rag.conversation import Conversations
from rag.types import Answer
from web import chat_models
from web.access import Scope, needs
from web.chat_failures import chat_problems
from web.chat_models import MODEL, AnswerOptions, ChatRequest
from web.history import turns_of
from web.markdown import Message, render_message
from web.message_strings import ENGLISH_MESSAGES, MessageStrings
from web.openapi import list_kinds
from web.problems import Problem, RequestProblem
from web.security import CHAT_PATH

_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
_MODEL_CREATED = 1_763_769_600  # 2025-11-22; clients demand a number, and it means nothing here
# OpenAPI 3.1 cannot describe a stream of events; checkers hold each event to a schema that stands here.
_STREAM: dict[str, dict[str, object]] = {"text/event-stream": {}}


def make_chat(conversations: Conversations, *, strings: MessageStrings = ENGLISH_MESSAGES) -> APIRouter:
    """Return the routes below `/v1`."""
    router = APIRouter(tags=["chat"], dependencies=[needs(Scope.ASK)])

    @router.post(
        CHAT_PATH,
        summary="Ask as OpenAI's clients do",
        response_model=chat_models.ChatCompletion,
        responses={
            200: {"description": "The reply, whole or as server-sent events.", "content": _STREAM},
            **chat_problems(*list_kinds(Problem.INVALID_QUESTION, Problem.NOT_FOUND, has_body=True)),
        },
    )
    def complete(request: Request, body: ChatRequest) -> Response:
        """Answer the last user message; the user messages before it are what a follow-up is understood by.

        Messages of other roles and parameters of generation (`temperature`, `tools` …) are accepted and not read.
        """
        _check_model(body.model, where="body.model")
        options = body.footnote or AnswerOptions()
        turns = turns_of([message.content for message in body.messages if message.role == "user"])
        answer = conversations.ask(turns, filters=options.filters, top=options.top)[-1]
        origin = str(request.base_url).rstrip("/")
        completion = _complete(answer, render_message(answer, origin=origin, strings=strings), origin=origin)
        if not body.stream:
            return JSONResponse(completion)
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        return Response("".join(_events(completion, with_usage=with_usage)), media_type="text/event-stream")

    @router.get(
        "/v1/models",
        summary="List the models",
        response_model=chat_models.ModelList,
        responses=chat_problems(*list_kinds(has_body=False)),
    )
    def list_models() -> JSONResponse:
        """List the one model that there is."""
        return JSONResponse({"object": "list", "data": [_MODEL_JSON]})

    @router.get(
        "/v1/models/{model}",
        summary="Describe a model",
        response_model=chat_models.Model,
        responses=chat_problems(*list_kinds(Problem.NOT_FOUND, has_body=False)),
    )
    def describe_model(model: Annotated[str, Path(examples=[MODEL])]) -> JSONResponse:
        """Describe the one model that there is."""
        _check_model(model, where="model")
        return JSONResponse(_MODEL_JSON)

    return router


_MODEL_JSON = {"id": MODEL, "object": "model", "created": _MODEL_CREATED, "owned_by": "footnote"}


def _check_model(model: str, *, where: str) -> None:
    if model != MODEL:
        detail = f"There is no model {model[:100]!r} here. The only one is {MODEL!r}."
        raise RequestProblem(Problem.NOT_FOUND, detail, errors=((where, "there is no such model"),))


def _complete(answer: Answer, message: Message, *, origin: str) -> dict[str, Any]:
    annotations = [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": place.start,
                "end_index": place.end,
                "title": place.quote.article.title,
                "url": f"{origin}{place.quote.href}",
            },
        }
        for place in message.quotes
        if place.quote.answer is not None  # the nearest passages support nothing, and are not cited
    ]
    said = {"role": "assistant", "content": message.text, "refusal": None, "annotations": annotations}
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "system_fingerprint": f"library-{answer.library.version}",
        "choices": [{"index": 0, "message": said, "logprobs": None, "finish_reason": "stop"}],
        "usage": _USAGE,
        "footnote": to_json(answer),
    }


def _events(completion: dict[str, Any], *, with_usage: bool) -> Iterator[str]:
    """Yield a reply as server-sent events: the message whole, its end, the usage if it is wanted, and the mark."""
    [choice] = completion["choices"]
    same = {name: completion[name] for name in ("id", "created", "model", "system_fingerprint")}
    same |= {"object": "chat.completion.chunk"} | ({"usage": None} if with_usage else {})

    def chunk(delta: dict[str, Any], finish_reason: str | None) -> dict[str, Any]:
        return same | {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}]}

    chunks = [chunk(choice["message"], None) | {"footnote": completion["footnote"]}, chunk({}, "stop")]
    if with_usage:
        chunks.append(same | {"choices": [], "usage": completion["usage"]})
    for one in chunks:
        yield f"data: {json.dumps(one, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"
