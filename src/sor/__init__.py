"""The open SOR: Denmark's health care organisation register and every system around it."""

__version__ = "0.1.0"
