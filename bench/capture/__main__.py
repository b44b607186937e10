"""Time what complete capture costs: ours against plain Django and the usual libraries, in one run.

    pip install django-simple-history django-pghistory    # into the environment; what is missing is left out
    python -m bench.capture [--rounds 40]

Each variant is a process of its own with a database of its own on one embedded PostgreSQL, as it is
configured for the site. They take turns, one operation each, so that whatever the machine does meanwhile
befalls all. Every operation is a transaction, written to disk. Ours runs in a named action and does all a
site does: triggers, masking, the number in the order of commits. The libraries do what they do without a
request: they note no actor. Those that miss an operation cost nothing there.
"""

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
from typing import Any

import psycopg

from bench.site import CHECKOUT, scratch_site
from transplant_site.stores.state import Role, StateFolder

LIBRARIES = {"auditlog": "auditlog", "simple_history": "simple_history", "pghistory": "pghistory"}
OPERATIONS = {
    "create": "create",
    "save": "save",
    "delete": "delete",
    "bulk_create": "bulk_create(1000)",
    "update": "QuerySet.update(1000)",
    "delete_many": "QuerySet.delete(1000)",
}
CLEAR = ["code", "count", "weight", "share", "day", "at"]
"""Columns that enter the log as they are, beside keys and booleans; name, note and facts enter as digests."""
FEWER = {"bulk_create", "update", "delete_many"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time what complete capture costs.")
    parser.add_argument(
        "--rounds", type=int, default=40, help="rounds of the single operations; a fifth of bulk"
    )
    arguments = parser.parse_args()
    with scratch_site() as folder:
        state = StateFolder(folder)
        variants = [
            "plain",
            "ours",
            *(name for name, module in LIBRARIES.items() if importlib.util.find_spec(module)),
        ]
        make_databases(state, variants)
        workers = {variant: start(variant, state) for variant in variants}
        try:
            report(variants, {name: rounds(workers, name, arguments.rounds) for name in OPERATIONS})
        finally:
            for worker in workers.values():
                worker.stdin.close()
                worker.wait()


def make_databases(state: StateFolder, variants: list[str]) -> None:
    """Make a database for each variant; ours is the site's, with the table and its triggers added."""
    with psycopg.connect(state.database_url(Role.ADMINISTRATOR), autocommit=True) as connection:
        for variant in variants:
            if variant != "ours":
                connection.execute(f"CREATE DATABASE bench_{variant} OWNER {Role.OWNER.login}")
    ddl = subprocess.run(
        [sys.executable, "-m", "bench.capture.table"],
        cwd=CHECKOUT,
        env=environment("plain", state),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    with psycopg.connect(state.database_url(Role.OWNER), autocommit=True) as connection:
        connection.execute(ddl)
        connection.execute("SELECT audit_attach()")
        connection.execute(
            "UPDATE audit_table SET clear_columns = clear_columns || %s WHERE table_name = 'bench_sample'",
            [CLEAR],
        )
        connection.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON bench_sample TO {Role.APPLICATION.login}"
        )


def environment(variant: str, state: StateFolder) -> dict[str, str]:
    if variant == "ours":
        return {**os.environ, "BENCH_VARIANT": "ours"}
    owner = psycopg.conninfo.conninfo_to_dict(state.database_url(Role.OWNER))
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.capture.settings",
        "BENCH_VARIANT": variant,
        "BENCH_USER": str(owner["user"]),
        "BENCH_PASSWORD": str(owner["password"]),
        "BENCH_PORT": str(owner["port"]),
    }


def start(variant: str, state: StateFolder) -> "subprocess.Popen[str]":
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.capture.worker", variant],
        cwd=CHECKOUT,
        env=environment(variant, state),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "ready", variant
    return worker


def rounds(workers: dict[str, Any], operation: str, count: int) -> dict[str, float]:
    """Have the variants take turns, and give the median seconds of each; a few rounds warm up."""
    taken: dict[str, list[float]] = {variant: [] for variant in workers}
    wanted = max(3, count // 5) if operation in FEWER else count
    for number in range(wanted + 3):
        for variant, worker in workers.items():
            worker.stdin.write(f"{operation}\n")
            worker.stdin.flush()
            seconds = float(worker.stdout.readline())
            if number >= 3:
                taken[variant].append(seconds)
    return {variant: statistics.median(found) for variant, found in taken.items()}


def report(variants: list[str], medians: dict[str, dict[str, float]]) -> None:
    print(f"{'times plain Django':<24}{'plain ms':>10}" + "".join(f"{name:>16}" for name in variants[1:]))
    for operation, title in OPERATIONS.items():
        found = medians[operation]
        ratios = "".join(f"{found[name] / found['plain']:>16.2f}" for name in variants[1:])
        print(f"{title:<24}{found['plain'] * 1000:>10.2f}{ratios}")


if __name__ == "__main__":
    main()
