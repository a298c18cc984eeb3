"""The pure heart of the register: time, statements, timelines, identifiers, addresses. No I/O, no clock, no SQL."""
