"""The certification of SORUS's callers: the cases of the test protocol, and what a call did of them. Pure."""
