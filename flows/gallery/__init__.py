"""The gallery: what callsheet can show, made by one command from the demo's own pictures."""
