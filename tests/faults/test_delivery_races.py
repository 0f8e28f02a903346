"""Every message is sent, and none twice but the one that was being sent: real processes on servers of their own."""

import time

import pytest

from tests.faults.servers import Postgres

ROUNDS, KILLS = 3, 20
CHILDREN = 2  # of a worker: so many messages may be with the mail server when it is killed


def test_workers_that_are_killed_while_they_send_double_no_more_than_what_they_were_sending(owing, dice):
    owing.post.slow = 0.05
    for _ in range(ROUNDS):
        before = owing.sent()
        worker = owing.worker()
        owing.wake()
        owing.wait_until(lambda before=before: owing.sent() > before)
        time.sleep(dice.uniform(0, 0.2))
        owing.kill(worker)
        owing.let_pass(minutes=4)
    owing.post.slow = 0.0
    owing.deliver()

    owing.check_mail(again=CHILDREN * ROUNDS)


def test_children_that_are_killed_again_and_again_double_no_more_than_what_they_were_sending(owing, dice):
    owing.post.slow = 0.05
    worker, killed = owing.worker(), 0
    owing.wait_until(lambda: owing.wake() or owing.sent())
    for _ in range(KILLS):
        owing.wait_until(lambda: owing.children(worker))
        owing.wake()
        time.sleep(dice.uniform(0, 0.4))
        killed += owing.kill_children(worker)
        owing.let_go()
    owing.post.slow = 0.0
    owing.wait_until(lambda: owing.let_go() or owing.wake() or owing.settled())

    assert killed >= KILLS
    owing.check_mail(again=killed)


def test_what_the_mail_server_took_without_an_answer_is_what_comes_once_more(owing):
    owing.post.deaf = True
    worker = owing.worker()
    owing.wake()
    owing.wait_until(lambda: owing.post.held)
    owing.kill(worker)
    held, owing.post.deaf = list(owing.post.held), False
    owing.deliver()
    others = owing.post.arrived.total()
    owing.let_pass(minutes=4)
    owing.deliver()

    owing.check_mail(again=len(held))
    assert {name: times for name, times in owing.post.arrived.items() if times > 1} == dict.fromkeys(held, 2)
    assert others < owing.post.arrived.total()


def test_redis_that_forgets_or_is_started_again_loses_nothing(owing):
    owing.post.slow = 0.03
    owing.worker()
    owing.wake()
    owing.wait_until(owing.sent)
    owing.redis.client.flushall()
    owing.redis.stop()
    owing.redis.start()
    owing.post.slow = 0.0
    owing.wait_until(lambda: owing.wake() or owing.settled())

    owing.check_mail()


@pytest.mark.parametrize("how", [Postgres.FAST, Postgres.IMMEDIATE], ids=["fast", "immediate"])
def test_postgresql_that_is_started_again_loses_nothing(owing, how):
    owing.post.slow = 0.03
    owing.worker()
    owing.wake()
    owing.wait_until(owing.sent)
    owing.postgres.restart(how)
    owing.post.slow = 0.0
    owing.let_pass(minutes=4)
    owing.wait_until(lambda: owing.wake() or owing.settled())

    owing.check_mail(again=CHILDREN)


def test_a_mail_server_that_is_away_is_waited_for(owing):
    owing.post.stop()
    owing.deliver()
    tries = owing.ask("SELECT DISTINCT attempts FROM outbox_mail")
    owing.post.start()
    owing.deliver()

    assert tries == [(0,)]
    owing.check_mail()


def test_what_is_refused_for_now_is_tried_again(owing):
    owing.post.answer = "451 Try again later"
    owing.deliver()
    states = owing.ask("SELECT DISTINCT state, attempts, lease_until FROM outbox_mail")
    owing.post.answer = "250 accepted"
    owing.let_pass(minutes=2)
    owing.deliver()

    assert (states, set(owing.post.asked.values())) == ([("waiting", 1, None)], {2})
    owing.check_mail()


def test_what_is_refused_for_good_is_said_and_not_tried_again(owing):
    owing.post.answer = "554 Not here"
    owing.deliver()
    owing.post.answer = "250 accepted"
    owing.let_pass(minutes=2000)
    owing.deliver()

    assert owing.ask("SELECT DISTINCT state, lease_until, error <> '' FROM outbox_mail") == [("dead", None, True)]
    assert (set(owing.post.asked.values()), owing.post.arrived.total()) == ({1}, 0)


def test_a_mail_server_that_hangs_holds_up_one_message_and_no_other(owing):
    owing.post.deaf = True
    sending = owing.manage("deliver_messages")
    owing.wait_until(lambda: owing.post.held)
    held, owing.post.deaf = owing.post.held[0], False
    owing.end(sending)
    owing.let_pass(minutes=4)
    owing.deliver()

    owing.check_mail(again=1)
    assert owing.post.arrived[held] == 2
