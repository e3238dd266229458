"""The embedded engine: Tantivy in a folder, many processes reading, one writing.

The folder holds generations, and a file `current` that names the one in use. Readers look at that
file and at the generation's own `meta.json` before each question, two calls to `stat`, so that
every process sees a commit at once; watching threads would not survive a fork.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import tantivy
from django.utils.translation import gettext as _

from search.choices import TERM_FACETS

from . import Document, EngineBusyError, EngineError, EngineStatus, NoIndexError, Query, Result
from .tantivy_search import Counts, Search, facet_field, whole_numbers

# Part of a generation's name: another number makes readers ask for a rebuild.
FORM = "v1"
HEAP = 48_000_000
LOCK_SECONDS = 30.0
FAILURES = (ValueError, OSError, RuntimeError, KeyError)

_WEIGHT_FLOOR = 1 << 40
_WEIGHT_SPAN = int(_WEIGHT_FLOOR * 0.05)
_MOST_NUMBERS = 2_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Terms made of Python's numbers are signed and never match an unsigned field.
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in ("key", "number", "listed", "confirmed", "confirmed_day", "raising_until"):
        builder.add_unsigned_field(name, stored=False, indexed=True, fast=True)
    builder.add_unsigned_field("weight", stored=False, indexed=False, fast=True)
    for name in ("name", "about", "text", "exact_name", "exact", "former"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("synonyms", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("name_order", tokenizer_name="raw", index_option="basic", fast=True)
    for facet in TERM_FACETS:
        builder.add_text_field(
            facet_field(facet), tokenizer_name="raw", index_option="basic", fast=True
        )
    return builder.build()


def _weight(number: int) -> int:
    """Return a factor that puts equal scores in the order of their numbers.

    Tantivy multiplies the score by log2(2 + weight). Between floor and floor + span that is 40 to
    40.07, less apart than any two whole scores up to 500, so it decides only between equals.
    """
    return _WEIGHT_FLOOR + _WEIGHT_SPAN - _WEIGHT_SPAN * min(number, _MOST_NUMBERS) // _MOST_NUMBERS


def _day_order(day: int, number: int) -> int:
    """Return a number that orders by day, and on one day by number, the small one last."""
    return day * _MOST_NUMBERS + (_MOST_NUMBERS - 1 - min(number, _MOST_NUMBERS - 1))


def _tantivy_document(document: Document) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("id", str(document.key))
    row.add_unsigned("key", document.key)
    row.add_unsigned("number", document.number)
    row.add_unsigned("weight", _weight(document.number))
    row.add_unsigned("listed", _day_order(document.listed, document.number))
    row.add_unsigned("confirmed", _day_order(document.confirmed, document.number))
    row.add_unsigned("confirmed_day", document.confirmed)
    row.add_unsigned("raising_until", document.raising_until)
    for name in ("name", "about", "text", "exact_name", "exact", "former", "synonyms"):
        row.add_text(name, getattr(document, name))
    row.add_text("name_order", document.name_order)
    for facet, values in document.facets.items():
        for value in values:
            row.add_text(facet_field(facet), value)
    return row


@dataclass
class _Reader:
    """An open generation, as this process last saw it."""

    process: int
    generation: str
    stamp: tuple[int, int, int]
    index: tantivy.Index
    searcher: tantivy.Searcher
    counted: dict[Hashable, Counts] = field(default_factory=dict)


class TantivyEngine:
    """See `Engine`."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self._reader: _Reader | None = None

    # Reading -------------------------------------------------------------------------------------

    def search(self, query: Query) -> Result:
        try:
            reader = self._open()
            return Search(reader.searcher, reader.index.schema, query, reader.counted).run()
        except FAILURES as error:
            raise EngineError(_first_line(error)) from error

    def keys(self) -> frozenset[int]:
        try:
            searcher = self._open().searcher
            found = searcher.search(
                tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False
            )
            addresses = [address for _score, address in found.hits]
            return frozenset(whole_numbers(searcher, "key", addresses))
        except FAILURES as error:
            raise EngineError(_first_line(error)) from error

    def status(self) -> EngineStatus:
        try:
            reader = self._open()
        except EngineError as error:
            return EngineStatus(False, 0, "", str(error))
        except FAILURES as error:
            return EngineStatus(False, 0, "", _first_line(error))
        return EngineStatus(True, reader.searcher.num_docs, reader.generation)

    def _current(self) -> str:
        try:
            name = (self.path / "current").read_text().strip()
        except FileNotFoundError:
            raise NoIndexError(_("Chưa có chỉ mục; chạy lệnh index rebuild.")) from None
        if not name.startswith(f"{FORM}-"):
            raise NoIndexError(_("Chỉ mục thuộc bản cũ; chạy lệnh index rebuild."))
        return name

    def _open(self) -> _Reader:
        generation = self._current()
        meta = (self.path / generation / "meta.json").stat()
        stamp = (meta.st_ino, meta.st_mtime_ns, meta.st_size)
        reader = self._reader
        if reader is None or reader.process != os.getpid() or reader.generation != generation:
            index = tantivy.Index.open(str(self.path / generation))
            index.config_reader("manual")
            index.reload()
            reader = _Reader(os.getpid(), generation, stamp, index, index.searcher())
        elif reader.stamp != stamp:
            reader.index.reload()
            reader.stamp, reader.searcher = stamp, reader.index.searcher()
            reader.counted = {}
        self._reader = reader
        return reader

    # Writing -------------------------------------------------------------------------------------

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the only right to write. The system lets it go when the process dies."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / "lock").open("w")
        except OSError as error:
            raise EngineError(_first_line(error)) from error
        with file:
            deadline = time.monotonic() + LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise EngineBusyError(_("Chỉ mục đang được ghi.")) from None
                    time.sleep(0.05)
            yield

    def write(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        try:
            index = tantivy.Index.open(str(self.path / self._current()))
            writer = index.writer(HEAP, 1)
            for document in documents:
                writer.delete_documents_by_term("id", str(document.key))
                writer.add_document(_tantivy_document(document))
            for key in gone:
                writer.delete_documents_by_term("id", str(key))
            writer.commit()
            writer.wait_merging_threads()
        except FAILURES as error:
            raise EngineError(_first_line(error)) from error

    def rebuild(self, batches: Iterable[Iterable[Document]]) -> int:
        generation = f"{FORM}-{time.time_ns():x}"
        folder = self.path / generation
        try:
            folder.mkdir()
            size = _fill(folder, batches)
            self._switch(generation)
        except FAILURES as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise EngineError(_first_line(error)) from error
        return size

    def _switch(self, generation: str) -> None:
        try:
            before = self._current()
        except NoIndexError:
            before = ""
        pointer = self.path / "current.new"
        with pointer.open("w") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.path / "current")
        # Readers that still hold the one before keep its files open; older ones are gone.
        for folder in self.path.glob("v*-*"):
            if folder.name not in (generation, before):
                shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, batches: Iterable[Iterable[Document]]) -> int:
    writer = tantivy.Index(_schema(), path=str(folder)).writer(HEAP, 1)
    size = 0
    for batch in batches:
        for document in batch:
            writer.add_document(_tantivy_document(document))
            size += 1
    writer.commit()
    writer.wait_merging_threads()
    return size


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
