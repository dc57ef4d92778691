import pytest

from soko.fleet.state import AlreadyRunning, Phase, State, held, hold, state_of
from soko.home import home_at


def test_a_home_without_a_fleet_is_stopped(tmp_path):
    assert state_of(home_at(tmp_path)).phase is Phase.STOPPED


def test_others_see_what_the_supervisor_saved(tmp_path):
    home = home_at(tmp_path)
    with hold(home):
        State(phase=Phase.READY, pids={"mail": 7}).save(home)

        assert state_of(home).phase is Phase.READY
        assert state_of(home).pids == {"mail": 7}


def test_a_fleet_whose_supervisor_is_gone_is_stopped(tmp_path):
    home = home_at(tmp_path)
    State(phase=Phase.READY).save(home)

    assert state_of(home).phase is Phase.STOPPED


def test_why_a_start_failed_is_kept(tmp_path):
    home = home_at(tmp_path)
    State(phase=Phase.FAILED, error="no disk").save(home)

    assert state_of(home).error == "no disk"


def test_a_home_has_one_supervisor(tmp_path):
    home = home_at(tmp_path)
    with hold(home):
        assert held(home)
        with pytest.raises(AlreadyRunning, match="SOKO_PORT_OFFSET"), hold(home):
            pass
    assert not held(home)
