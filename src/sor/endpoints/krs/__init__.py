"""The copy register's doors: KRS page by page, RFS by ids."""
