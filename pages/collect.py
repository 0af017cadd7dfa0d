"""The photos that a head is taught with: ready-made ones, or a visitor's own."""

import streamlit as st

from explorer.sections import collect as section
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import SET
from explorer.views.collecting import take_up_set
from explorer.widgets.answer import answer
from explorer.widgets.pick import pick
from explorer.widgets.set_photos import read_what_is_given, show_opened_photo
from explorer.widgets.text import show_prose

st.title("Photos to teach with")
pick(SET, "Set", "pills", label_visibility="collapsed", then=take_up_set)
section.show_what_it_is()
section.offer_adding()
read_what_is_given()
photo_set = chosen_set()
section.show_missing(photo_set)
with answer():
    section.show_set_counts(photo_set)
    section.show_sheets(photo_set)
section.show_counter_photos()
show_opened_photo(photo_set)
section.show_changes(photo_set)
section.show_whose_it_is()
show_prose("collect", "What makes a good set")
