"""The yardstick: a bare Litestar form on granian, one page and one durable insert, written as well as it can be.

The page has eight questions and is as long as Medlytt's, kept packed as Medlytt's is; the form is read field by field;
one writer thread commits what has come in meanwhile, on SQLite with synchronous=FULL.
"""

import gzip
import hashlib
import os
import queue
import sqlite3
import threading
from asyncio import Future, get_running_loop

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.params import FromPath


def field(question: int, choice: int) -> str:
    # The id keeps the packed page from being shorter than one of real words.
    id = hashlib.sha512(bytes((question, choice))).hexdigest()[:78]
    text = f"Answer {choice} to {question}"
    return f'<p><label for="{id}"><input type="radio" id="{id}" name="q-{question}" value="{choice}">{text}</label></p>'


PAGE = (
    '<!doctype html><html lang="en"><title>Form</title><form method="post">'
    + "".join(f"<h2>Question {n}</h2>" + "".join(field(n, choice) for choice in range(4)) for n in range(8))
    + "</form>"
).encode()
PACKED = gzip.compress(PAGE, 9, mtime=0)
WAITING: "queue.SimpleQueue[tuple[str, str, Future[None]]]" = queue.SimpleQueue()


@get("/a/{survey:int}/{token:str}", media_type=MediaType.HTML)
async def form(request: Request, survey: FromPath[int], token: FromPath[str]) -> Response[bytes]:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(PACKED, headers={"content-encoding": "gzip"}, media_type=MediaType.HTML)
    return Response(PAGE, media_type=MediaType.HTML)


@post("/a/{survey:int}/{token:str}")
async def answer(request: Request, survey: FromPath[int], token: FromPath[str]) -> Response[None]:
    given = await request.form()
    done: Future[None] = get_running_loop().create_future()
    WAITING.put((token, repr(given.multi_items()), done))
    await done
    return Response(None, status_code=303, headers={"location": "/thanks"})


def write(path: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table if not exists answer (token text primary key, given text)")
    while True:
        batch = [WAITING.get()]
        while not WAITING.empty() and len(batch) < 256:
            batch.append(WAITING.get_nowait())
        database.execute("begin immediate")
        database.executemany("insert or ignore into answer values (?, ?)", [one[:2] for one in batch])
        database.execute("commit")
        batch[0][2].get_loop().call_soon_threadsafe(tell, [done for *_, done in batch])


def tell(all: "list[Future[None]]") -> None:
    for done in all:
        done.set_result(None)


def site() -> Litestar:
    threading.Thread(target=write, args=(os.environ["BARE_DATABASE"],), daemon=True).start()
    return Litestar([form, answer], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    Granian(
        "benchmarks.bare:site", factory=True, interface=Interfaces.ASGI, port=int(os.environ["BARE_PORT"]),
        loop=Loops.asyncio, http=HTTPModes.http1, websockets=False, log_access=False, log_level=LogLevels.warning,
    ).serve()  # fmt: skip
