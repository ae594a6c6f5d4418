"""Citizens who fetch a page and post a form, many at once over kept connections; a process of its own.

    python -m benchmarks.loader PORTS PATHS BODY --connections 32 --seconds 5 [--rate 500]

PATHS is a file with one path a line, each used once; without --rate everybody goes on as soon as they are done.
Prints JSON: how many were completed, what else was answered, and how long they took.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

WANTED = (200, 303)


class Wire:
    def __init__(self, port: int, body: bytes) -> None:
        self.port = port
        self.body = body

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def answer(self, path: bytes) -> tuple[int, int]:
        """Fetch the page, send the form."""
        self.writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n\r\n")
        got = await self.read()
        self.writer.write(
            b"POST " + path + b" HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n"
            b"content-length: " + str(len(self.body)).encode() + b"\r\n\r\n" + self.body
        )
        return got, await self.read()

    async def read(self) -> int:
        head = await self.reader.readuntil(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r", at)]) if at >= 0 else 0
        if length:
            await self.reader.readexactly(length)
        return int(head[9:12])


async def load(given: argparse.Namespace) -> dict[str, object]:
    paths = iter(Path(given.paths).read_bytes().split())
    ports = [int(port) for port in given.ports.split(",")]
    body = Path(given.body).read_bytes()
    wires = [Wire(ports[n % len(ports)], body) for n in range(given.connections)]
    await asyncio.gather(*(wire.open() for wire in wires))
    seen: Counter[str] = Counter()
    took: list[float] = []
    begun = time.perf_counter()
    end = begun + given.seconds
    due = schedule(begun, given.rate) if given.rate else None

    async def citizen(wire: Wire) -> None:
        for path in paths:
            start = next(due) if due else time.perf_counter()
            if start >= end:
                return
            if (pause := start - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            statuses = await wire.answer(path)
            if statuses == WANTED:
                took.append(time.perf_counter() - start)
            else:
                seen[str(statuses)] += 1

    await asyncio.gather(*(citizen(wire) for wire in wires))
    spent = time.perf_counter() - begun
    took.sort()
    return {
        "completed": len(took), "seconds": spent, "rate": len(took) / spent, "other": dict(seen),
        "p50": 1000 * took[len(took) // 2], "p99": 1000 * took[len(took) * 99 // 100], "most": 1000 * took[-1],
    }  # fmt: skip


def schedule(begun: float, rate: float) -> Iterator[float]:
    """When each citizen comes, whether or not those before are done."""
    number = 0
    while True:
        yield begun + number / rate
        number += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("ports")
    parser.add_argument("paths")
    parser.add_argument("body")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rate", type=float, default=0)
    json.dump(asyncio.run(load(parser.parse_args())), sys.stdout)
