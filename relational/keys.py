"""Keys that are made where the row is made: on a phone without signal as well as here.

A key is a UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance. Rows written together lie
together in the index, and a key tells nothing but when it was made.
"""

import os
import time
import uuid


def new_key() -> uuid.UUID:
    """A new time-ordered key."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | (0x7 << 76)
    bits = bits & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=bits)
