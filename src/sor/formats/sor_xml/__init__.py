"""SOR XML, the nightly file of the whole register, in all its versions."""
