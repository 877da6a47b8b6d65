"""Makes the demo catalog: path-traced pictures, a music bed, a logo and the Parquet file.

Knows nothing about callsheet beyond the catalog's column names.
"""
