"""What the tests of companies share."""

import pytest

from tests.factories import NOW, make_centre, make_coordinator


@pytest.fixture(autouse=True)
def on_that_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def coordinator():
    return make_coordinator(make_centre("CIFP Río Sil"), first_name="Ana", last_name="Prada")


@pytest.fixture
def stranger():
    """A coordinator of a centre that has nothing to do with the other."""
    return make_coordinator(make_centre("Järvi", country="FI", city="Savonlinna"), first_name="Aino")
