"""What is owed is owed once, whatever happens to the sweep: real processes on servers of their own."""

import time

from tests.faults.servers import Postgres
from tests.faults.world import STAYS

ROUNDS = 6


def test_the_world_owes_what_one_can_count(calm):
    kinds = [key.split(":")[0] for key in calm.keys]

    assert kinds.count("step-reminder") == 1 + STAYS * 4
    assert kinds.count("ladder") >= STAYS * 2  # more where there were no free days since
    assert set(calm.keys.values()) == set(calm.events.values()) == {1}


def test_four_sweeps_at_once_and_another_the_same_day(portal, calm):
    portal.end(*[portal.sweep() for _ in range(4)])
    at_once = portal.told()
    portal.end(portal.sweep())

    assert at_once == portal.told() == (calm.keys, calm.events)


def test_a_sweep_that_is_killed_again_and_again_is_finished_by_the_next(portal, calm, dice):
    left, killed = [], 0
    for _ in range(ROUNDS):
        sweep = portal.sweep()
        portal.wait_until(portal.at_work)
        time.sleep(dice.uniform(0, calm.seconds * 0.7))  # what comes after is the end of Python
        killed += portal.kill(sweep)
        keys, events = portal.told()
        left.append(sum(keys.values()))
        assert (keys | calm.keys, events | calm.events) == (calm.keys, calm.events)
        if keys == calm.keys:
            portal.forget()
    portal.end(portal.sweep())

    print(f"{killed} were killed; lines owed after each: {left}")
    assert killed
    assert portal.told() == (calm.keys, calm.events)


def test_a_sweep_whose_database_is_started_again_is_finished_by_the_next(portal, calm, dice):
    for how in (Postgres.IMMEDIATE, Postgres.FAST):
        portal.forget()
        sweep = portal.sweep()
        portal.wait_until(portal.at_work)
        time.sleep(dice.uniform(0, calm.seconds))
        portal.postgres.restart(how)
        sweep.wait()
        portal.end(portal.sweep())

        assert portal.told() == (calm.keys, calm.events)


def test_a_sweep_without_redis_owes_the_same(portal, calm):
    portal.redis.stop()
    portal.end(portal.sweep())
    portal.redis.start()

    assert portal.told() == (calm.keys, calm.events)
