"""No file is split between the processes that run the tests."""

import pytest

from tests.split import group


@pytest.mark.parametrize(
    ("test", "named"),
    [
        ("tests/core/test_forms.py::test_a_form", "tests/core/test_forms.py"),
        ("tests/core/test_forms.py::test_a_form[a/b::c@d.example]", "tests/core/test_forms.py"),
        ("tests/core/test_looks.py::test_a_page", "tests/core/test_looks.py"),
        ("tests/access/test_walk.py::test_a_door[teacher]", "tests/access/"),
        ("tests/access/test_forms.py::test_a_form", "tests/access/"),
        ("tests/mobilities/test_access.py::test_a_seat", "tests/mobilities/test_access.py"),
    ],
)
def test_what_shares_a_world_goes_to_one_process(test, named):
    assert group(test) == named


def test_this_run_is_split_so(request):
    scheduler = request.config.pluginmanager.hook.pytest_xdist_make_scheduler
    chosen = [hook.plugin.__name__ for hook in scheduler.get_hookimpls() if hook.tryfirst]

    assert chosen == ["tests.conftest"]
