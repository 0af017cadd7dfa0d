"""Records and arrays become figures; the only room with Plotly."""
