"""What the README promises and no quick test can hold: programs that are run by hand."""
