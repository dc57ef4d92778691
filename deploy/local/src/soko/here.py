"""Which fleet a command means."""

import os

from soko.environment import Fleet, fleet_at
from soko.fleet.state import state_of
from soko.home import home_at


def this_fleet() -> Fleet:
    """The fleet that `SOKO_HOME` and `SOKO_PORT_OFFSET` point to."""
    home = home_at()
    offset = None if "SOKO_PORT_OFFSET" in os.environ else state_of(home).offset
    return fleet_at(home, offset)
