"""Outlives its fleet's supervisor by seconds, only to end what that one left behind.

`python -m soko.watchdog MARKER`: waits until its standard input closes, which happens however
the supervisor dies, and then ends every process that carries the marker.
"""

import sys

from soko.children import sweep


def main() -> None:
    """Wait for the end of the supervisor, then sweep."""
    sys.stdin.buffer.read()
    sweep(sys.argv[1])


if __name__ == "__main__":
    main()
