"""When somebody may stop being a coordinator."""

from django.utils.translation import gettext as _


def obstacles_to_step_down(*, coordinates: bool, others: int) -> list[str]:
    """Name what keeps a person from leaving or becoming something else; empty means nothing does.

    `coordinates`: the person is a coordinator who accepted. `others`: how many more of these the centre has.
    """
    if coordinates and not others:
        return [_("A centre needs at least one coordinator: make somebody else a coordinator first.")]
    return []
