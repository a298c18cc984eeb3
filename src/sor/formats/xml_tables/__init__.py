"""XML by table: one language for the elements of files and messages, read, written and made a schema by it."""
