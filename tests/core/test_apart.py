"""Work in a child process comes back, fails, or is ended."""

import os
import time
from pathlib import Path

import pytest

from doallvet.core import apart
from doallvet.core.refused import Refused

MEMORY = 2_000_000_000


def refuse():
    raise Refused(["One reason.", "Another one."])


class Picky(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def fail_pickily():
    raise Picky("a", "b")


def open_files():
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def spin():
    while True:
        pass


def test_the_result_comes_back_however_long_it_is():
    assert apart.run(bytes, 3_000_000, seconds=5, memory=MEMORY) == b"\x00" * 3_000_000


def test_an_exception_comes_back_as_it_was_raised():
    with pytest.raises(Refused) as caught:
        apart.run(refuse, seconds=5, memory=MEMORY)

    assert caught.value.reasons == ["One reason.", "Another one."]


def test_a_result_that_cannot_travel_is_an_error_like_any_other():
    with pytest.raises(AttributeError, match="Can't pickle local object"):
        apart.run(lambda: lambda: None, seconds=5, memory=MEMORY)


def test_an_exception_that_cannot_travel_comes_back_in_words():
    with pytest.raises(RuntimeError, match="Picky: a and b"):
        apart.run(fail_pickily, seconds=5, memory=MEMORY)


def test_endless_work_is_ended_after_its_share_of_time():
    started = time.monotonic()

    with pytest.raises(apart.Runaway):
        apart.run(spin, seconds=1, memory=MEMORY)

    assert time.monotonic() - started < 5


def test_sleeping_work_is_ended_too(monkeypatch):
    monkeypatch.setattr(apart, "GRACE_SECONDS", 0.2)

    with pytest.raises(apart.Runaway):
        apart.run(time.sleep, 60, seconds=0, memory=MEMORY)


@pytest.mark.parametrize("work", [lambda: bytes(3_000_000_000), os.abort, lambda: os._exit(0)])
def test_work_that_takes_too_much_memory_or_dies_is_said(work):
    with pytest.raises(apart.Runaway):
        apart.run(work, seconds=5, memory=MEMORY)


def test_no_child_and_no_open_file_is_left():
    before = open_files()

    for work in (refuse, os.abort):
        with pytest.raises((Refused, apart.Runaway)):
            apart.run(work, seconds=5, memory=MEMORY)

    assert open_files() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
