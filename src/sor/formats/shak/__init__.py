"""The files of the hospital and department classification, SHAK."""
