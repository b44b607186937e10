"""Time the relay and the verification of the audit log against what bounds them.

    python -m bench.relay [--sizes 30000 100000]

The log grows from size to size. At each, the relay does for the new entries all it does for a site: reads the
ledger in the order of commits, makes the canonical texts, the chain and the tree, writes to MongoDB in
batches, signs. Its peers, in the same run: reading the same rows from PostgreSQL and nothing else, and
inserting the same documents into a collection with the same indexes and nothing else. Then the whole log is
verified; its peers are reading both stores and the SHA-256 of the texts, and nothing else. Seconds are the
wall's, without the start of the process. Stores of its own are started, filled through the real capture and
erased.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from bench.ledger import fill
from bench.site import CHECKOUT, manage, scratch_site
from transplant_site.stores.state import Role, StateFolder

CANDIDATES = CHECKOUT / "organs" / "demo" / "etkas" / "candidates.csv"
BATCH = 500
LEDGER = (
    "SELECT l.* FROM audit_ledger AS l JOIN audit_tx AS t ON t.id = l.tx"
    " WHERE t.first_position >= %s ORDER BY t.number, l.sequence"
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the relay and the verification of the audit log.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[30_000, 100_000], help="entries of the log")
    arguments = parser.parse_args()
    with scratch_site() as folder:
        state = StateFolder(folder)
        manage("import_candidates", str(CANDIDATES))
        relay()
        print("       log   relay/s  of read of insert  verify/s of peers     MB")
        for size in arguments.sizes:
            measure(state, size)


def measure(state: StateFolder, size: int) -> None:
    """Let the log grow to a size, and print a line: rates, ratios to the peers, memory of verifying."""
    before = last_position(state)
    fill(size - before)
    new = last_position(state) - before
    relaying = timed(relay) - timed(relay)
    reading = timed(lambda: read_ledger(state, before))
    inserting = insert_alone(state, list(read_log(state, before, raw=True)))
    verifying, megabytes = verify()
    peers = timed(lambda: read_ledger(state, 0)) + timed(lambda: hash_texts(read_log(state, 0)))
    print(
        f"{before + new:>10,} {new / relaying:>9,.0f} {relaying / reading:>8.1f} {relaying / inserting:>9.1f}"
        f" {(before + new) / verifying:>9,.0f} {verifying / peers:>8.1f} {megabytes:>6.0f}",
        flush=True,
    )


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def last_position(state: StateFolder) -> int:
    with psycopg.connect(state.database_url(Role.RELAY)) as connection:
        row = connection.execute("SELECT entries FROM audit_head").fetchone()
        return int(row[0])


def relay() -> None:
    manage("relay", "--once", role="relay")


def verify() -> tuple[float, float]:
    """Verify the whole log in a process of its own; give its seconds and its largest memory in megabytes.

    Linux alone tells the memory: asked of the system afterwards, it would be no less than this process's.
    """
    command = [sys.executable, "manage.py", "verify_audit"]
    environment = {**os.environ, "TRANSPLANT_DATABASE_ROLE": "auditor"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL)
    largest = 0
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        if found := re.search(r"VmHWM:\s+(\d+) kB", status):
            largest = int(found[1])
        time.sleep(0.05)
    assert process.returncode == 0
    return time.perf_counter() - start, largest / 1024


def read_ledger(state: StateFolder, behind: int) -> None:
    """Read the rows behind a position, in the order of commits."""
    with (
        psycopg.connect(state.database_url(Role.RELAY)) as connection,
        connection.cursor("rows") as cursor,
    ):
        cursor.itersize = BATCH
        for _row in cursor.execute(LEDGER, [behind]):
            pass


def read_log(state: StateFolder, behind: int, *, raw: bool = False) -> Iterator[Mapping[str, Any]]:
    """Read the documents behind a position, in order; raw ones don't burden Python's garbage collector."""
    with MongoClient(
        state.mongodb_uri(Role.RELAY), document_class=RawBSONDocument if raw else dict
    ) as client:
        log = client.get_default_database()["audit_log"]
        count = log.estimated_document_count()
        for start in range(behind, count, BATCH):
            window = {"$gt": start, "$lte": start + BATCH}
            yield from log.find({"position": window}).sort("position", 1)


def insert_alone(state: StateFolder, documents: Sequence[Mapping[str, Any]]) -> float:
    """Insert documents in order and in batches, with the indexes of the log; give the seconds."""
    with MongoClient(state.mongodb_uri(Role.OWNER)) as client:
        database = client.get_default_database()
        database.drop_collection("bench_log")
        for name, index in database["audit_log"].index_information().items():
            if name != "_id_":
                database["bench_log"].create_index(index["key"], unique=index.get("unique", False))
        begun = time.perf_counter()
        for start in range(0, len(documents), BATCH):
            database["bench_log"].insert_many(documents[start : start + BATCH], ordered=True)
        seconds = time.perf_counter() - begun
        database.drop_collection("bench_log")
    return seconds


def hash_texts(documents: Iterable[Mapping[str, Any]]) -> None:
    for document in documents:
        hashlib.sha256(document["text"].encode()).digest()


if __name__ == "__main__":
    main()
