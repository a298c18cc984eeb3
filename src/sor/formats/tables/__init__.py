"""Tables: files of rows and columns, read and written, and the formats that are one table."""
