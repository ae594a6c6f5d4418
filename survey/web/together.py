"""Together: what comes while one trip to the database is under way goes along with the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 256
Waiting = list[tuple[Item, "asyncio.Future[Result]"]]


class Together(Generic[Item, Result]):
    """`await together.go(item)`: the result that `trip(items)` has at its place. A trip that fails fails for all of it.

    Whoever goes first travels alone and at once; the more there are, the more share a trip.
    """

    def __init__(self, trip: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._trip = trip
        # Tests run one site on several loops; a trip belongs to the loop of those who wait for it.
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, Waiting[Item, Result]] = WeakKeyDictionary()
        self._running: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()

    async def go(self, item: Item) -> Result:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        self._waiting.setdefault(loop, []).append((item, done))
        running = self._running.get(loop)
        if running is None or running.done():
            self._running[loop] = loop.create_task(self._run(loop))
        return await done

    async def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting[loop]
        while waiting:
            batch = waiting[:MOST]
            del waiting[:MOST]
            try:
                results = await self._trip([item for item, _ in batch])
            except Exception as fault:  # noqa: BLE001 - handed to those who wait, whatever it is
                for _, done in batch:
                    if not done.done():
                        done.set_exception(fault)
                continue
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():  # whoever has hung up waits no longer
                    done.set_result(result)
