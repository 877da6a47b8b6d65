"""Writers scored over a golden set of rows: are they true, fitting, varied, direct and plain?"""
