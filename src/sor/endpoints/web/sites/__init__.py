"""The pages of treatment sites: the public list and file, the form, and the log of the supervising authority."""
