"""Bytes to values and back, pure: one file per format, readable as its specification."""
