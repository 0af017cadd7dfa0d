"""For pupils: photos, train, try, side by side."""

import streamlit as st

from explorer.sections.teach import show_photos_step, show_train_step, show_try_step
from explorer.widgets.answer import answer
from explorer.widgets.model import show_random_note, show_weights_notice

st.title("Teach it")
st.markdown("Choose or take photos, let it learn, then show it a photo that it has never seen.")
show_weights_notice("What it learns is")
show_random_note("this training")
with answer():
    photos, train, try_it = st.columns(3, gap="medium")
with photos:
    show_photos_step()
with train:
    show_train_step()
with try_it:
    show_try_step()
