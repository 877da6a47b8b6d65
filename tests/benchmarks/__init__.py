"""Benchmarks: programs that print tables, with ratios to a reference measured in the same run."""
