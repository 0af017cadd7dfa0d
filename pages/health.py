"""How the server is doing, for the teacher: visitors, queues, memory, the slowest pages."""

import streamlit as st

from explorer.sections import health as section
from explorer.session.address import stop_here
from explorer.views.health import server_health
from explorer.views.teacher import teacher_is_here
from explorer.widgets.answer import answer

st.title("How is the server doing?")
if not teacher_is_here():
    st.info(
        "This page is for the teacher. Its address, with the token that opens it, is printed in "
        "the terminal in which the explorer was started. Open it from there.",
        icon=":material/lock:",
    )
    stop_here()
st.markdown("Everything here is as it was when the page was opened or refreshed.")
st.button("Refresh", icon=":material/refresh:")
health = server_health()
with answer():
    section.show_work(health)
section.show_memory(health)
section.show_model()
section.show_page_times()
section.show_settings()
