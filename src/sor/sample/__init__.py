"""A synthetic register of Denmark's shape at any size, the same for the same seed: real geography, invented units.

Pure: no clock, no database, no files but the package's own data.
"""
