"""Load on `zeren serve --api`: requests a second, times, errors. `python -m scripts.bench_service [SECONDS] [RATE] [PORT]`.

The service must run already. Requests go out at a fixed rate over a few open connections, whatever the answers take.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from urllib.parse import quote

_CONNECTIONS = 16
_ASKED = [
    *(
        f"/search?q={quote(q)}"
        for q in ("垃圾分类", "区环保局", "污水", "湿地", "PM2.5", "牵头:区住建局 污水", "拉圾分类")
    ),
    f"/ask?q={quote('垃圾分类由谁牵头')}",
    f"/unit?name={quote('区住建局')}",
    f"/items?unit={quote('区环保局')}&limit=20",
    *(f"/items?offset={offset}" for offset in range(0, 180, 20)),
]


async def _connection(
    port: int, queue: asyncio.Queue[tuple[float, str] | None], took: list[float], wrong: list[str]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (job := await queue.get()) is not None:
        due, path = job
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
        took.append(time.perf_counter() - due)
        if " 200 " not in head.partition("\r\n")[0]:
            wrong.append(path)
    writer.close()


async def _run(seconds: float, rate: float, port: int) -> None:
    queue: asyncio.Queue[tuple[float, str] | None] = asyncio.Queue()
    took: list[float] = []
    wrong: list[str] = []
    connections = [asyncio.create_task(_connection(port, queue, took, wrong)) for _ in range(_CONNECTIONS)]
    began = time.perf_counter()
    for number, path in enumerate(itertools.cycle(_ASKED)):
        due = began + number / rate
        if due - began > seconds:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait((due, path))
    for _ in connections:
        queue.put_nowait(None)
    await asyncio.gather(*connections)
    spent = time.perf_counter() - began
    took.sort()
    median, late = took[len(took) // 2] * 1000, took[int(len(took) * 0.95)] * 1000
    print(
        f"{len(took)} requests, {len(took) / spent:.0f} a second, p50 {median:.1f} ms, p95 {late:.1f} ms, {len(wrong)} errors"
    )


if __name__ == "__main__":
    seconds, rate, port = (*sys.argv[1:4], *("10", "200", "8765")[len(sys.argv) - 1 :])
    asyncio.run(_run(float(seconds), float(rate), int(port)))
