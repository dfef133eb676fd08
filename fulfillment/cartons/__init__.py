"""Which cartons goods travel in, and in which arrangement: plain integers, no database.

``choosing`` answers, ``filling`` arranges goods in one box, ``checking`` judges an arrangement by itself.
"""
