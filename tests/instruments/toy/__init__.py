"""The toy model callsheet-tiny: the films it learns from, its parts, and its training.

It stands with the tests because nothing of the product needs it: the product loads the folder that
it writes as it loads any checkpoint.
"""
