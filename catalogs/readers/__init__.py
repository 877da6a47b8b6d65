"""Readers: one module for each format, all giving raw records.

They do not know what a column means; dialects and the header say that.
"""
