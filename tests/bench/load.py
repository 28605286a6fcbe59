"""A load of a few connections against one address: requests per second and the slow ones.

`python -m tests.bench.load HOST PORT PATH SECONDS CONNECTIONS [COOKIE]` prints JSON. Raw
sockets and one process, so that the load costs the two cores less than the server does.
"""

import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def main(host, port, path, seconds, connections, cookie=""):
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
        f"Accept-Encoding: gzip, br\r\nCookie: {cookie}\r\n\r\n"
    ).encode()
    end = time.perf_counter() + float(seconds)
    start = time.perf_counter()
    with ThreadPoolExecutor(int(connections)) as pool:
        asked = [pool.submit(ask, (host, int(port)), request, end) for _ in range(int(connections))]
        times = sorted(seconds for one in asked for seconds in one.result())
    passed = time.perf_counter() - start
    return {"rps": len(times) / passed, "p95": times[int(len(times) * 0.95)], "count": len(times)}


def ask(address, request, end):
    """One connection after another until the end; anything but a 200 stops the measurement."""
    taken = []
    while (start := time.perf_counter()) < end:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(request)
            first = connection.recv(65536)
            if not first.startswith(b"HTTP/1.1 200"):
                raise ValueError(f"not a 200: {first[:200]!r}")
            while connection.recv(65536):
                pass
        taken.append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
