"""Memory that is no longer needed."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Free objects that only each other refer to, and give their memory back to the system.

    Glibc keeps freed memory in heaps of its own. Other C libraries, which lack `malloc_trim`, keep less.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
