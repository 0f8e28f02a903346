"""Which process runs a test: a file goes to one, and so does tests/access as a whole, whose world is dear to make."""

from xdist.scheduler import LoadScopeScheduling

LONG = ("tests/journeys", "tests/access")  # begin first, so that neither process waits for the other at the end
TOGETHER = ("tests/access/",)


def group(test: str) -> str:
    """Name what goes to one process with a test, which is named as pytest does: file::function."""
    path = test.partition("::")[0]
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


class Split(LoadScopeScheduling):
    """xdist's own groups are not seen by pytest 9.2 (pytest-xdist issue 1386): a group would be split silently."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False  # the order in which they were collected, not by number of tests
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return group(nodeid)
