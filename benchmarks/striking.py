"""Striking: SIGKILL to one of the processes that serve citizens, each kind as it may die on a real machine."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from random import Random

from benchmarks.flushing import caught
from benchmarks.nursery import Child
from benchmarks.prey import Cluster, backends, children


def strike(prey: str, *, servers: Sequence[Child], keeper: Child, cluster: Cluster | None, rng: Random) -> str:
    """What was killed; empty where nothing was there to be killed."""
    server = rng.choice(servers)
    match prey:
        case "server":
            return prey if server.kill() else ""
        case "head":
            return prey if server.kill_head() else ""
        case "worker":
            return prey if server.kill_worker(rng) else ""
        case "keeper":
            return prey if keeper.kill() else ""
        case _ if cluster:
            if rng.random() < 0.5 and (found := backends(cluster)) and killed(rng.choice(found)):
                return "backend"
            cluster.kill()
            cluster.start()
            return "postgres"
    return ""


def strike_in_commit(*, servers: Sequence[Child], cluster: Cluster | None, rng: Random) -> bool:
    """Whoever waits for the disk just now (on SQLite the server's writer, else a process of PostgreSQL), and in every
    other case all that are with it. False where nobody was seen to wait, and all were killed at a moment like others.
    """
    parents = [cluster.process.pid] if cluster and cluster.process else [server.pid for server in servers]
    pid = caught([pid for parent in parents for pid in children(parent)], 1)
    hit = bool(pid) and killed(pid)
    if not hit or rng.random() < 0.5:
        if cluster:
            cluster.kill()
        else:
            servers[0].kill()
    return hit


def killed(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False
