"""A loop takes no memory anew with each call, however deep it stands."""

import resource
import sys

import pytest

DEPTHS, CALLS = 300, 200  # 16 KB end about once in 150 of these depths


def deepest(depth):
    for _ in range(CALLS):
        wide()
    if depth:
        deepest(depth - 1)


def wide(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0):
    """Take more of the stack than `deepest`, so that no end is stepped over."""


@pytest.mark.skipif(sys.platform != "linux", reason="counts what Linux counts")
def test_no_depth_takes_memory_with_each_call():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    deepest(DEPTHS)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < CALLS
