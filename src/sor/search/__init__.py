"""Search by name, town, owner or number, forgiving and as of any day: an index in memory, without I/O.

`table.Document` is what it is fed, `index.NameIndex` finds, `text.sort_key` is the Danish alphabet.
"""
