"""End-to-end tests: the real flow through the real command line."""
