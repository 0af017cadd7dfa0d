"""What a taught head has learned: mistakes, a map of its photos, a new photo, a wrong reason."""

import streamlit as st

from explorer.sections.learned import show_view
from explorer.sections.unmasking import show_reason_view
from explorer.session.transfer_parameters import LEARNED_VIEW
from explorer.views.learned import learned_run
from explorer.widgets.answer import answer
from explorer.widgets.pick import pick
from explorer.widgets.taught_runs import show_start, show_what_is_taught
from explorer.widgets.text import show_prose

st.title("What did it learn?")
show_what_is_taught()
learned = learned_run()
view = pick(LEARNED_VIEW, "Look at", "pills", label_visibility="collapsed")
with answer():
    if view == "reason":
        show_reason_view()
    elif learned is None:
        show_start(
            "this page shows which it takes for which, how sure that is, and what it looks at"
        )
    else:
        show_view(learned, view)
show_prose("learned", "How to read this, and what it cannot show")
