"""What files of the chosen photo are called."""

import streamlit as st

from explorer.images.samples import SAMPLES
from explorer.session.choices import chosen_size, file_name
from explorer.session.keys import Key
from explorer.session.photos import OWN_PHOTO, chosen_fit
from explorer.session.shared_model import chosen_look, observed_network


def photo_file_name() -> str:
    """Photo, how it was fitted, network, size and whether it is untrained; without an ending."""
    size = chosen_size()
    parts = (
        _photo_name(),
        "squeezed" if chosen_fit() == "squeeze" else "",
        file_name() if chosen_look() == "own" else f"vgg16-{size.height}x{size.width}",
        "" if observed_network().trained else "untrained",
    )
    return "-".join(filter(None, parts))


def _photo_name() -> str:
    choice = st.session_state.get(Key.PHOTO)
    return str(choice) if choice in (*SAMPLES, OWN_PHOTO) else next(iter(SAMPLES))
