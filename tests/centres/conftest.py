"""What the tests of centres share."""

import pytest

from tests.factories import make_centre, make_coordinator, make_partnership


@pytest.fixture
def coordinator():
    return make_coordinator(make_centre("CIFP Río Sil"), first_name="Ana", last_name="Prada")


@pytest.fixture
def partner(coordinator):
    """A centre in Dresden with its coordinator, and a partnership in force."""
    other = make_coordinator(make_centre("BSZ Elbufer", country="DE", city="Dresden"), first_name="Jonas")
    make_partnership(coordinator.centre, other.centre)
    return other


@pytest.fixture
def stranger():
    """A coordinator of a centre that has nothing to do with the others."""
    return make_coordinator(make_centre("Järvi", country="FI", city="Savonlinna"), first_name="Aino")
