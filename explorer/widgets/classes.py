"""Two looks at one photo, and what VGG16 says of each."""

from collections.abc import Sequence

import streamlit as st

from explorer import units
from explorer.figures.maps.probabilities import probability_bars
from explorer.shared.questions.classes import ClassNumbers
from explorer.views.classes import top_classes
from explorer.widgets.charts import show_chart

_NUM_TOP = 5


def show_both_classes(
    both: Sequence[ClassNumbers] | None, why_not: str, titles: tuple[str, str]
) -> None:
    """The five most probable classes of each look, side by side; "?" where they are not known.

    Args:
        both: Of the first and of the second look; None where they are not known.
        why_not: Why not, as a sentence.
        titles: What stands above each.
    """
    if both is None:
        st.info(f"**Not known here.** {why_not}", icon=":material/help:")
    for number, (title, place) in enumerate(zip(titles, st.columns(2), strict=True)):
        tops = () if both is None else top_classes(both[number])
        names = [each.name for each in tops] or [units.UNKNOWN] * _NUM_TOP
        shares: list[float | None] = [each.probability for each in tops]
        with place:
            st.markdown(f"**{title}**")
            show_chart(
                probability_bars(names, shares or [None] * _NUM_TOP, selected=None),
                key=f"classes_{number}",
                file_name=f"classes {title}",
                alt=f"{title}, the most probable class is {names[0]}."
                if tops
                else f"{title}: five classes and their probabilities, not known.",
            )
