"""Articles that are sent to the server: taken in one after another, beside the questions."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pydantic import ValidationError

from corpus.formats import FORMATS, is_known
from corpus.mediatypes import find_suffix
from index.library import Library
from rag.intake.handing import HandedFile, Handing
from rag.intake.outcomes import Outcome
from web.failures import describe_invalid
from web.library_requests import NewArticle, UploadQuery
from web.problems import Problem, RequestProblem

JSON = "application/json"
_MAX_LISTED = 20  # failures of a file that the problem names


class Uploads:
    """Takes in what is sent, one delivery at a time, in a thread of its own: no question waits for an upload.

    How many deliveries wait is bounded in `web.working`.

    Args:
        library: where articles go.
        handing: takes them in.
    """

    def __init__(self, library: Library, handing: Handing) -> None:
        self._library = library
        self._handing = handing
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="uploads")

    async def take(self, body: bytes, *, media_type: str, query: UploadQuery) -> list[Outcome]:
        """Take in an article as JSON or a file, and return what became of each article.

        Raises:
            RequestProblem: if nothing could be taken in.
            LibraryError: see `Handing`.
        """
        work = partial(self._take, body, media_type=media_type, query=query)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Finish the delivery that is being taken in, and take no more."""
        self._pool.shutdown(cancel_futures=True)

    def _take(self, body: bytes, *, media_type: str, query: UploadQuery) -> list[Outcome]:
        if media_type == JSON:
            if query.name is not None:
                raise RequestProblem(Problem.INVALID_REQUEST, "query.name: an article as JSON is no file")
            article = read_article(body)
            outcomes = self._handing.take_text(article.pasted)
            collections = [*query.collection, *article.collections]
        else:
            name = name_file(body, media_type=media_type, query=query)
            outcomes = self._handing.take_files([HandedFile(name=name, data=body)])
            collections = query.collection
        if all(outcome.change is None for outcome in outcomes):
            raise _describe(outcomes)
        for name in dict.fromkeys(collections):
            self._library.collections.put(name, [one.article_id for one in outcomes if one.article_id is not None])
        return outcomes


def read_article(body: bytes) -> NewArticle:
    """Return an article that was sent as JSON.

    Raises:
        RequestProblem: if it is none.
    """
    try:
        return NewArticle.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise describe_invalid([{**one, "loc": ("body", *one["loc"])} for one in found]) from error


def name_file(data: bytes, *, media_type: str, query: UploadQuery) -> str:
    """Return the name of a file that was sent, with the suffix of its format.

    Raises:
        RequestProblem: if neither its name, nor its media type, nor its first bytes say which format it is in.
    """
    if query.name is not None and is_known(query.name):
        return query.name
    suffix = find_suffix(data, media_type=media_type, path=query.name or "")
    if suffix not in FORMATS:
        raise RequestProblem(
            Problem.UNSUPPORTED_TYPE,
            f"Say its format with ?name=report.pdf, or with its media type. Read are {', '.join(FORMATS)}.",
        )
    # Without a name it is known by its bytes: two nameless files are two articles.
    return (query.name or hashlib.sha256(data).hexdigest()[:16]) + suffix


def _describe(outcomes: list[Outcome]) -> RequestProblem:
    failures = tuple((outcome.name, outcome.failure or "") for outcome in outcomes)
    detail = failures[0][1] if failures else "It holds no article."
    return RequestProblem(Problem.UNREADABLE_FILE, detail, errors=failures[:_MAX_LISTED])
