"""The files of SOR2: the units, the tables beside them, and the zip that holds all."""
