"""When a stack saves, for each number of channels throughout or between its convolutions."""

import streamlit as st

from explorer.architecture.stacks.comparison import Amount
from explorer.figures.stacks.curves import between_curve, channel_curves
from explorer.figures.stacks.notes import between_note, channels_note
from explorer.sections.channels import pick_between
from explorer.session.address import fragment
from explorer.session.parameters import AMOUNT
from explorer.session.stacks import ChosenStacks
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.pick import pick
from explorer.widgets.stacks import pick_stacks, show_stack_warnings
from explorer.widgets.text import escaped


@fragment
def choose_and_compare() -> None:
    """Choose a kernel and a stack, and see what both take for each number of channels."""
    chosen = pick_stacks()
    if chosen.comparison is not None:
        show_stack_warnings(chosen.comparison)
        over_all(chosen)
        over_those_between(chosen)


def over_all(chosen: ChosenStacks) -> None:
    """Weights and work with the same number of channels throughout."""
    st.header("Do more channels save more?")
    with answer():
        for sentence in channels_note(chosen.stack):
            st.markdown(escaped(sentence))
        show_chart(
            channel_curves(chosen.one, chosen.stack, chosen.map_size),
            key="over_channels",
            file_name="weights and work over channels",
            alt="Two curves over the channels C, for one kernel and for the stack; both grow "
            "as C².",
        )


def over_those_between(chosen: ChosenStacks) -> None:
    """What the stack takes for each number of channels between: where a saving vanishes."""
    choice = (chosen.one, chosen.stack, chosen.map_size)
    st.header("When does the saving vanish?")
    st.markdown(
        "The number of channels **between** the convolutions need not equal the number that comes "
        "out. Here it varies, while the channels in and out stay as chosen."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        amount = Amount(pick(AMOUNT, "Saving of"))
        pick_between(chosen.stack)
    if chosen.stack.num_convolutions > 1:
        show_chart(
            between_curve(*choice, amount),
            key="over_channels_between",
            file_name=f"{amount} over channels between",
            alt=f"The stack's {amount} over its channels between, beside one kernel's.",
        )
    st.markdown(escaped(between_note(*choice, amount)))


st.title("When does a stack save, and when not?")
st.markdown(
    "A stack of 3×3 has fewer weights than one kernel that sees as much, unless too many channels "
    "lie between its convolutions. Choose a kernel and a stack, and see whether and where their "
    "curves cross."
)
choose_and_compare()
st.page_link(
    "../pages/stacks.py", label="Stacks: both side by side", icon=":material/stacked_bar_chart:"
)
