"""How large a layer may be that people work out by hand."""

MOST_SIDE = 12
"""Rows, and columns, of an input."""

MOST_KERNEL_SIDE = 5
"""Rows, and columns, of a kernel."""

MOST_CHANNELS = 4
"""Channels of an input; four can be split into groups of two."""

MOST_FILTERS = 4

MOST_STRIDE = 12
"""From one output to the next; no input has more rows."""

MOST_DILATION = 4
"""From one weight to the next."""

MOST_ZEROS = 8
"""Rows of padding on one side."""
