"""The pages that change the library: add articles, remove one, put it into a collection. All are plain forms."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from corpus.drafts import parse_url
from index.collecting import clean_name
from index.errors import LibraryError
from index.library import Library
from index.types import Summary
from rag.intake.handing import HandedFile, Handing, PastedText
from rag.intake.outcomes import Outcome, Tally
from web.access import Scope, needs
from web.pages import Pages
from web.problems import Problem, RequestProblem
from web.queries import is_day
from web.strings import Strings

_MAX_FILES = 200  # of one delivery; more of them fit into a ZIP archive
_MAX_TEXT_BYTES = 4_000_000  # as `corpus.limits` has it: a long novel has 3 MB
_MAX_PART_BYTES = 33_000_000  # more than a whole body may have: a longer text comes back with its reason
_MAX_LINE_CHARS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PasteForm:
    """The form's fields as they were sent."""

    text: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    published_on: str = ""
    url: str = ""
    collection: str = ""

    def find_fault(self, strings: Strings) -> str | None:
        """Return what is wrong with the fields, in words."""
        if len(self.text.encode("utf-8", "replace")) > _MAX_TEXT_BYTES:
            return strings.text_too_long
        if self.published_on and not is_day(self.published_on):
            return strings.bad_day
        if self.url and parse_url(self.url) is None:
            return strings.bad_address
        return _find_fault_of(self.collection)

    def read(self) -> PastedText:
        """Return what was pasted."""
        return PastedText(
            text=self.text,
            title=self.title or None,
            publisher=self.publisher or None,
            author=self.author or None,
            published_on=date.fromisoformat(self.published_on) if self.published_on else None,
            url=self.url or None,
        )


def make_keeping(library: Library, pages: Pages, *, handing: Handing | None = None) -> APIRouter:
    """Return the routes.

    Args:
        library: what is changed.
        pages: renders.
        handing: takes in what is sent.
    """
    router = APIRouter(include_in_schema=False, dependencies=[needs(Scope.WRITE)])
    taking = handing or Handing(library)

    @router.api_route("/articles/add", methods=["GET", "HEAD"])
    def show_form() -> Response:
        """Show the forms by which articles are added."""
        return _show_form(PasteForm())

    @router.post("/articles")
    async def add(request: Request) -> Response:
        """Take in files, or a pasted text, and say what became of each."""
        async with request.form(
            max_files=_MAX_FILES + 1, max_fields=2 * len(fields(PasteForm)), max_part_size=_MAX_PART_BYTES
        ) as sent:
            form = _read_form(sent)
            uploads = [file for file in sent.getlist("files") if isinstance(file, UploadFile) and file.filename]
            files = [HandedFile(name=file.filename or "", data=await file.read()) for file in uploads[: _MAX_FILES + 1]]
        fault = form.find_fault(pages.strings)
        if fault is None and len(files) > _MAX_FILES:
            fault = pages.strings.too_many_files
        if fault is None and not files and not form.text.strip():
            fault = pages.strings.no_text
        if fault is not None:
            return await run_in_threadpool(_show_form, form, fault=fault)
        return await run_in_threadpool(_take, files, form)

    @router.api_route("/articles/{article_id}/remove", methods=["GET", "HEAD"])
    def confirm(article_id: str) -> Response:
        """Ask whether an article is to be removed."""
        return pages.render(
            "remove.html",
            active="library",
            summary=_find(article_id),
            copies=library.catalogue.copies_of(article_id),
        )

    @router.post("/articles/{article_id}/remove")
    def remove(article_id: str) -> Response:
        """Remove an article."""
        _find(article_id)
        library.remove(article_id)
        return RedirectResponse("/articles?notice=removed", 303)

    @router.post("/articles/{article_id}/collections")
    async def collect(request: Request, article_id: str) -> Response:
        """Put an article into a collection (`put`), or take it out of one (`take-out`)."""
        async with request.form(max_files=0, max_fields=4) as sent:
            put, taken_out = str(sent.get("put", "")).strip(), str(sent.get("take-out", "")).strip()
        return await run_in_threadpool(_collect, article_id, put, taken_out)

    def _collect(article_id: str, put: str, taken_out: str) -> Response:
        _find(article_id)
        if fault := _find_fault_of(put or taken_out):
            raise RequestProblem(Problem.INVALID_REQUEST, fault)
        if put:
            library.collections.put(put, [article_id])
        elif taken_out:
            library.collections.take_out(taken_out, [article_id])
        else:
            raise RequestProblem(Problem.INVALID_REQUEST, "No collection is named: send `put` or `take-out`.")
        return RedirectResponse(f"/articles/{article_id}?notice={'put' if put else 'taken-out'}#known", 303)

    def _show_form(form: PasteForm, *, fault: str | None = None) -> Response:
        return pages.render(
            "add.html",
            status=422 if fault else 200,
            active="library",
            form=form,
            fault=fault,
            collections=library.collections.counts(),
        )

    def _take(files: list[HandedFile], form: PasteForm) -> Response:
        outcomes: list[Outcome] = []
        if files:
            outcomes += taking.take_files(files, collection=form.collection or None)
        if form.text.strip():
            outcomes += taking.take_text(form.read(), collection=form.collection or None)
        tally = Tally()
        for outcome in outcomes:
            tally.count(outcome)
        related = {
            outcome.related_id: library.summary(outcome.related_id) for outcome in outcomes if outcome.related_id
        }
        # What was already here comes without a title: it was not read again.
        titles = {o.article_id: o.title or _title_of(o.article_id) for o in outcomes if o.article_id}
        return pages.render(
            "added.html", active="library", outcomes=outcomes, tally=tally, related=related, titles=titles
        )

    def _title_of(article_id: str) -> str | None:
        summary = library.summary(article_id)
        return summary.title if summary else None

    def _find(article_id: str) -> Summary:
        summary = library.summary(article_id)
        if summary is None:
            raise RequestProblem(Problem.ARTICLE_NOT_FOUND, "The library has no article at this address.")
        return summary

    return router


def _read_form(sent: FormData) -> PasteForm:
    given = {field.name: sent.get(field.name, "") for field in fields(PasteForm)}
    values = {name: value for name, value in given.items() if isinstance(value, str)}
    return PasteForm(
        text=values.pop("text", ""), **{name: " ".join(v.split())[:_MAX_LINE_CHARS] for name, v in values.items()}
    )


def _find_fault_of(collection: str) -> str | None:
    """Return why a name, if there is one, cannot name a collection."""
    try:
        if collection:
            clean_name(collection)
    except LibraryError as error:
        return str(error)
    return None
