"""Requests and answers over HTTP, as every door treats them: callers, faults, kept answers."""
