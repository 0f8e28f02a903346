"""Instructions of the web process for each page, counted by valgrind: the same on a busy machine and an idle one.

`python -m bench.instructions` is what valgrind runs: it asks for each page twice, with a mark before and after
the second time.
"""

import gc
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import django

from bench.portal import ROOT

MARK = "getloadavg"  # a call that does next to nothing; valgrind writes down what was counted whenever it comes
TOTAL = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def is_possible() -> bool:
    return bool(shutil.which("valgrind") and shutil.which("callgrind_control"))


def counted(folder: Path) -> dict[str, int]:
    """Give the instructions of each page by its name, on the world that the environment names."""
    out = folder / "counted"
    tool = ["--tool=callgrind", "--instr-atstart=no", f"--dump-before={MARK}", f"--callgrind-out-file={out}"]
    command = ["valgrind", "-q", *tool, sys.executable, "-m", "bench.instructions"]
    own = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=own, check=True, stdout=subprocess.PIPE, text=True)
    names = json.loads(done.stdout.splitlines()[-1])
    # A dump at each mark, numbered from 1: every second one is what a page took.
    return {name: _total(out.with_name(f"{out.name}.{2 * place}")) for place, name in enumerate(names, start=1)}


def _total(path: Path) -> int:
    return int(TOTAL.search(path.read_text())[1])


def main(asks: dict[str, Callable[[], object]]) -> None:
    """Ask for each page a second time, and count; the first time fills what is kept from one to the next."""
    for ask in asks.values():
        ask()
    gc.collect()
    gc.freeze()  # else all of it is looked through again before each page, at the price of a page
    switch = ["callgrind_control", "-i", "on", str(os.getpid())]
    subprocess.run(switch, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for ask in asks.values():
        gc.collect()
        os.getloadavg()
        ask()
        os.getloadavg()
    print(json.dumps(list(asks)))


if __name__ == "__main__":
    django.setup()
    from bench.quick import asks  # noqa: PLC0415  needs the settings

    main(asks())
