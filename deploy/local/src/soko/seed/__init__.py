"""What a fresh shop is filled with."""

from typing import Final

MOST: Final = 9999
"""Products of the bench shop: their numbers have four digits."""
