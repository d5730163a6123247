"""Memory that was freed goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workflows.freed_memory import give_back, hold_little

CODE = """
from workflows.freed_memory import hold_little, give_back

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024

hold_little()
held = [bytes(1000) for _ in range(100_000)]
last = bytes(1000)  # keeps the end of the heap in use
full = resident()
del held
print(full, resident(), give_back() and resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the C library of Linux keeps what was freed")
def test_freed_memory_is_given_back():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    full, _freed, given_back = map(int, done.stdout.split())
    assert full - given_back > 80, "100 MB were freed"


def test_it_does_no_harm_where_nothing_is_free():
    assert give_back() in (True, False)
    assert hold_little() in (True, False)


BLOCKS = """
from workflows.freed_memory import hold_little

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024

hold_little()
for size in (200_000, 2_000_000, 20_000_000):
    bytearray(size)
held = [bytearray(400_000) for _ in range(250)]
last = bytearray(60_000)  # keeps the end of the heap in use
full = resident()
del held
print(full, resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the C library of Linux keeps what was freed")
def test_large_blocks_go_back_at_once_also_after_larger_ones():
    done = subprocess.run([sys.executable, "-c", BLOCKS], capture_output=True, text=True, check=True)
    full, freed = map(int, done.stdout.split())
    assert full - freed > 80, "100 MB were freed"
