"""How every connection to an SQLite file is set up."""

import sqlite3

PAGE_BYTES = 8192
"""Of a new SQLite database: a line of the log takes about a kilobyte, so four in a page fill it poorly."""


def tune(driver: sqlite3.Connection, synchronous: str) -> None:
    """Set up a connection. synchronous: how hard what is committed is pressed onto the disk."""
    driver.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    driver.execute("PRAGMA journal_mode = WAL")
    driver.execute(f"PRAGMA synchronous = {synchronous}")
    driver.execute("PRAGMA cache_size = -65536")
    driver.execute("PRAGMA mmap_size = 268435456")
    driver.execute("PRAGMA temp_store = MEMORY")
