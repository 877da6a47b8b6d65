"""The demo catalog: six rows, their pictures, and the brand that sells them.

Everything here was made by `catalogs.demo.make`; nothing was photographed, bought or downloaded.
"""
