"""The JSON of the OpenAI-compatible routes, as far as it means something here; `docs/integrations.md` describes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic import model_validator as check_model
from pydantic.config import JsonDict

from rag.limits import DEFAULT_TOP, MAX_TOP
from web.models import Answer
from web.queries import FilterQuery

MODEL = "footnote"
MAX_MESSAGES = 2_000  # a conversation of a thousand questions, of which the last ten are read

_EXAMPLE: JsonDict = {
    "model": MODEL,
    "messages": [
        {"role": "user", "content": "What did Russia provide?"},
        {"role": "assistant", "content": "…"},
        {"role": "user", "content": "And when was that?"},
    ],
}
_PART = {
    "type": "object",
    "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    "required": ["type", "text"],
}


class _Lenient(BaseModel):
    """What clients of OpenAI's API send: fields that are not named here are accepted and not read."""

    model_config = ConfigDict(extra="ignore", strict=True)


class AnswerOptions(FilterQuery):
    """Which articles may answer, and how many passages are read: OpenAI's API has no words for it."""

    top: int = Field(
        default=DEFAULT_TOP, ge=1, le=MAX_TOP, strict=True, description="How many passages are read; more is slower."
    )


class ChatMessage(_Lenient):
    """A message of the conversation. Only those of the role `user` are read."""

    role: Literal["user", "assistant", "system", "developer", "tool", "function"]
    content: Annotated[
        str,
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": _PART}, {"type": "null"}]}),
        Field(description="Of a user: text, or a list of parts of the type `text`. Of the others: not read."),
    ] = ""

    @field_validator("content", mode="before")
    @classmethod
    def _read_text(cls, content: object, info: ValidationInfo) -> object:
        if info.data.get("role") != "user":
            return ""
        if not isinstance(content, list):
            return content
        parts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
        texts = [text for text in parts if isinstance(text, str)]
        if len(texts) < len(content):
            raise ValueError("only text is read: every part must have the type `text`, and its `text`")
        return "\n".join(texts)


class StreamOptions(_Lenient):
    """What is sent with a stream."""

    include_usage: bool | None = Field(default=None, description="Ends the stream with a chunk that has `usage`.")


def _one(value: object) -> object:
    if value is not None and (value != 1 or isinstance(value, bool)):
        raise ValueError("there is one answer to a question; leave `n` out or set it to 1")
    return value


def _text_only(value: object) -> object:
    if value is not None and value != ["text"]:
        raise ValueError("only text is written; leave `modalities` out")
    return value


def _plain(value: object) -> object:
    if value is not None and not (isinstance(value, dict) and value.get("type") == "text"):
        raise ValueError("the reply is text; leave `response_format` out, and read the object `footnote` beside it")
    return value


class ChatRequest(_Lenient):
    """A conversation whose last question is to be answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    # Another is refused by its own kind of error, for which clients look.
    model: str = Field(json_schema_extra={"enum": [MODEL]})
    messages: list[ChatMessage] = Field(
        min_length=1,
        max_length=MAX_MESSAGES,
        description="The last message of the role `user` is the question; those before it are the history.",
    )
    stream: bool | None = Field(default=None, description="Send the reply as server-sent events.")
    stream_options: StreamOptions | None = None
    n: Annotated[Any, BeforeValidator(_one), WithJsonSchema({"enum": [1, None]})] = None
    modalities: Annotated[Any, BeforeValidator(_text_only), WithJsonSchema({"enum": [["text"], None]})] = None
    response_format: Annotated[
        Any,
        BeforeValidator(_plain),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "object", "properties": {"type": {"const": "text"}}, "required": ["type"]},
                    {"type": "null"},
                ]
            }
        ),
    ] = None
    footnote: AnswerOptions | None = Field(
        default=None, description="Ours: which articles may answer; in OpenAI's Python client, in `extra_body`."
    )

    @check_model(mode="after")
    def _check_question(self) -> Self:
        if not any(message.role == "user" for message in self.messages):
            raise ValueError("there is no message of the role `user`, so that nothing is asked")
        return self


class UrlCitation(BaseModel):
    """Where a quote stands, and where in `content` its words are."""

    start_index: int
    end_index: int
    title: str
    url: str = Field(description="The page of this server that shows the quote in its place.")


class Annotation(BaseModel):
    """A citation, in OpenAI's form."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    """The reply: Markdown in which an article's words are shown as they stand."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one reply."""

    index: int
    message: ReplyMessage
    logprobs: None
    finish_reason: Literal["stop"]


class Usage(BaseModel):
    """Always zero: nothing is generated, and no tokens are counted."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatCompletion(BaseModel):
    """A reply in the shape of OpenAI's API, with the whole answer beside it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    system_fingerprint: str = Field(description="Names the library's version.")
    choices: list[Choice]
    usage: Usage
    footnote: Answer = Field(description="Ours: the answer as `/api/v1/ask` gives it.")


class Model(BaseModel):
    """What a front end can choose."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    """What a front end can choose: one model."""

    object: Literal["list"]
    data: list[Model]


class ErrorBody(BaseModel):
    """What failed, in the shape of OpenAI's API."""

    message: str
    type: str
    param: str | None = Field(default=None, description="What is wrong, such as `messages[0].content`.")
    code: str


class ChatError(BaseModel):
    """What failed."""

    error: ErrorBody
