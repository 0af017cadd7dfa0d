"""What the real VGG16 needs before it answers: weights, dense layers, time."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer import session, units
from explorer.figures import theme
from explorer.figures.probabilities import probability_bars
from explorer.runtime.weights import NO_TOP, WITH_TOP, WeightsFile
from explorer.widgets.text import escaped

POLL_SECONDS = 0.5


def weights_notice() -> None:
    """Say that the maps are untrained, why, and what to do; nothing where they are trained."""
    state = session.weights_state()
    if state.path is not None:
        return
    with st.container(border=True, key="weights_notice"):
        if state.fetching is not None:
            st.warning(
                "**These maps are untrained until VGG16's weights are here.** They are on their "
                "way, once for everybody on this computer.",
                icon=":material/downloading:",
            )
            fetch_progress(NO_TOP)
        else:
            st.warning(
                "**These maps are untrained.** The network below has VGG16's shape but random "
                f"weights, the same for everybody. {escaped(state.problem)}",
                icon=":material/warning:",
            )
            st.button("Try again", on_click=session.retry_fetch, icon=":material/refresh:")


@st.fragment(run_every=POLL_SECONDS)
def fetch_progress(wanted: WeightsFile) -> None:
    """How far a download is, and a button that stops it; the page runs again when it ends."""
    progress = session.weights_state(wanted, start=False).fetching
    if progress is None:
        st.rerun()
    elif progress.total:
        received = f"{units.megabytes(progress.done)} of {units.megabytes(progress.total)}"
        st.progress(progress.share, received)
    else:
        st.progress(0.0, "Asking the server …")
    st.button(
        "Stop",
        key=f"stop_{wanted.name}",
        on_click=session.cancel_fetch,
        args=(wanted,),
        icon=":material/close:",
    )


@st.fragment(run_every=POLL_SECONDS)
def job_progress(kind: str, steps: str, waiting: str = "Starting …") -> None:
    """How far work in the background is, with a button that stops it; the page runs at its end.

    Args:
        kind: As in `session.start_job`.
        steps: What is counted, such as "layers".
        waiting: What is said before there is anything to count.
    """
    snapshot = session.running_job(kind)
    if snapshot is None:
        st.rerun()
    told = f"{snapshot.done} of {snapshot.total} {steps}" if snapshot.total else waiting
    st.progress(snapshot.share, told)
    st.button(
        "Stop",
        key=f"stop_{kind}",
        on_click=session.cancel_job,
        args=(kind,),
        icon=":material/close:",
    )


def class_probabilities() -> None:
    """The five most probable classes, or how to get the layers that tell them."""
    wanted = session.dense_layers_wanted()
    state = session.weights_state(WITH_TOP, start=wanted)
    if state.fetching is not None:
        st.markdown("The dense layers are on their way.")
        fetch_progress(WITH_TOP)
    elif wanted and state.path is not None:
        _top_classes()
    else:
        st.markdown(
            "The maps above come from VGG16's convolutions. Its three **dense layers** turn the "
            "last of them into probabilities for 1,000 classes. They hold nine tenths of the "
            f"weights ({units.megabytes(WITH_TOP.num_bytes)}), so they come only when asked for."
        )
        if state.problem:
            st.error(escaped(state.problem), icon=":material/error:")
        st.button(
            "Load the dense layers" if state.path else "Fetch the dense layers",
            on_click=session.want_dense_layers,
            icon=":material/download:",
        )


def _top_classes() -> None:
    with waiting_for_model():
        classes = session.top_classes()
    st.plotly_chart(
        probability_bars([each.name for each in classes], [each.probability for each in classes]),
        key="class_probabilities",
        config=theme.config("class probabilities"),
        alt=f"The most probable class is {classes[0].name}.",
    )
    st.caption(
        "VGG16 was trained for pictures of 224 × 224 px, so it judges the photo at that size, "
        + ("cropped around its centre." if session.chosen_fit() == "crop" else "squeezed.")
    )


@contextmanager
def waiting_for_model() -> Iterator[None]:
    """Say what takes so long, the first time."""
    first = not session.model_is_loaded()
    with st.spinner(
        "Starting TensorFlow and VGG16, once for everybody …" if first else "Looking …"
    ):
        yield
