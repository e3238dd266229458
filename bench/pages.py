"""What a page costs against an empty view of the same server."""

import io
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

EMPTY = "/bench/empty/"


@dataclass(frozen=True)
class Page:
    """A page with its budget. One that answers anything but 200 is reported, not measured."""

    name: str
    path: str
    most_queries: int
    most_times: float


# The promise is about the directory as a visitor opens it; what a query adds is kept in sight.
PAGES = (
    Page("directory", "/danh-ba/", 3, 20),
    Page("directory, a query", "/danh-ba/?q=nong+nghiep+go+dau", 3, 30),
    Page("directory, two facets", "/danh-ba/?kind=company&confirmed=12&sort=confirmed", 3, 30),
    Page("directory, page 40", "/danh-ba/?q=cong+ty&page=40", 3, 30),
    Page("home", "/", 9, 40),
)


@dataclass(frozen=True)
class Figure:
    name: str
    status: int
    queries: int
    milliseconds: float
    times: float
    kilobytes: float
    answers: bool
    """It answers 200 with no more queries than its budget."""
    within: bool
    """Its processor time is inside the budget too."""

    def __str__(self) -> str:
        verdict = "ok" if self.within else "OVER"
        return (
            f"{self.name:24} {self.status}  {self.queries} queries  {self.milliseconds:6.2f} ms  "
            f"{self.times:5.1f} x empty  {self.kilobytes:6.1f} kB  {verdict}"
        )


def _environ(path: str) -> dict:
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }


def _get(application: Callable, path: str) -> tuple[int, int]:
    """Return the status and the size of one answer."""
    status: list[str] = []
    response = application(_environ(path), lambda line, _headers: status.append(line))
    size = sum(len(part) for part in response)
    response.close()
    return int(status[0].split()[0]), size


def _cost(application: Callable, path: str, repeat: int) -> float:
    begin = time.process_time()
    for _turn in range(repeat):
        _get(application, path)
    return (time.process_time() - begin) / repeat


def measure(application: Callable, page: Page, rounds: int) -> Figure:
    """Take the page and the empty view in turns, and compare the medians."""
    for _turn in range(3):
        status, size = _get(application, page.path)
    if status != 200:
        return Figure(page.name, status, 0, 0, 0, 0, answers=False, within=False)
    with CaptureQueriesContext(connection) as queries:
        _get(application, page.path)
        asked = len(queries)
    costs, empty = [], []
    for _turn in range(rounds):
        empty.append(_cost(application, EMPTY, 20))
        costs.append(_cost(application, page.path, 1))
    times = median(costs) / median(empty)
    return Figure(
        name=page.name,
        status=status,
        queries=asked,
        milliseconds=round(median(costs) * 1000, 2),
        times=round(times, 1),
        kilobytes=round(size / 1000, 1),
        answers=asked <= page.most_queries,
        within=asked <= page.most_queries and times <= page.most_times,
    )
