"""Truth: what no lying model may bring into a film, and what an honest one may."""
