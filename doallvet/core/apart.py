"""Runs work on what strangers made in a child process with limits, so that a runaway ends as an exception.

Decoders and layout engines can be made to run for hours, to ask for terabytes or to end their process (a spreadsheet
of 5 KB with one cell at XFD1048576 aborts the reader). A fork keeps what the process has loaded, so it costs
milliseconds; the answer comes back through a pipe.
"""

import contextlib
import faulthandler
import gc
import io
import os
import pickle
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

GRACE_SECONDS = 5  # waiting that is no work (a busy machine), before the child is killed
LENGTH_BYTES = 8
PIPE_BYTES = 1 << 16


class Runaway(Exception):
    """The work took more time or memory than it may, or ended its process."""


def run(work: Callable[..., Any], *args: Any, seconds: int, memory: int) -> Any:
    """Give what `work(*args)` gives, or raise what it raises, after at most `seconds` of CPU and `memory` bytes.

    `memory` is what the work may take beyond the address space that the process had before: threads and libraries of
    a long-lived process reserve much of that. The result must be picklable. Raises Runaway when the child broke a
    limit or was ended by a fault.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_leave(work, args, writing, seconds, memory)
    os.close(writing)
    try:
        answer = _read(reading, time.monotonic() + seconds + GRACE_SECONDS)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    if len(answer) < LENGTH_BYTES or len(answer) - LENGTH_BYTES != int.from_bytes(answer[:LENGTH_BYTES], "big"):
        raise Runaway(f"The child ended with status {os.waitstatus_to_exitcode(status)} and without an answer.")
    # The child is this very process, forked, with the same rights: its pickle can do nothing that it could not.
    error, result = pickle.loads(answer[LENGTH_BYTES:])  # noqa: S301
    if error:
        raise error
    return result


def _read(pipe: int, deadline: float) -> bytes:
    """Read until the child closes the pipe; stop at the deadline."""
    parts = []
    while (left := deadline - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        if not (part := os.read(pipe, PIPE_BYTES)):
            break
        parts.append(part)
    return b"".join(parts)


def _work_and_leave(work: Callable[..., Any], args: tuple, pipe: int, seconds: int, memory: int) -> NoReturn:
    """Work inside the child and leave without any cleaning up that belongs to the parent."""
    code = 1
    with contextlib.suppress(BaseException):
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):
            signal.signal(name, signal.SIG_DFL)
        faulthandler.disable()  # this and libraries that abort print pages of stack traces
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        gc.freeze()  # else each collection walks through, and so copies, all that came with the fork
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_CPU, seconds)
        _limit(resource.RLIMIT_AS, _address_space() + memory)
        answer = _answer(work, args)
        with os.fdopen(pipe, "wb") as stream:
            stream.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        code = 0
    os._exit(code)


def _answer(work: Callable[..., Any], args: tuple) -> bytes:
    """Pickle the result or the exception; being out of memory is left to the caller."""
    try:
        return _pickled((None, work(*args)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  the door between two processes: raised again on the other side
        error.add_note(traceback.format_exc())
        return _pickled((_portable(error), None))


def _pickled(answer: tuple) -> bytes:
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream)
    pickler.fast = True  # does not look for repeated values: a table of a million cells takes a third of the time
    pickler.dump(answer)
    return stream.getvalue()


def _portable(error: Exception) -> Exception:
    """Give the exception, or a plain one with its words when it cannot be taken through a pipe."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001  whatever its own code raises
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _address_space() -> int:
    """Give the bytes of address space this process has; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _limit(kind: int, wanted: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    hard = resource.getrlimit(kind)[1]
    value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (value, hard))
