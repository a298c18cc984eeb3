"""SORES: the look-up service for other components of the platform; JSON commands, answered from a warm cache."""

from sor.endpoints.sores.door import ADDRESSES, Sores

__all__ = ["ADDRESSES", "Sores"]
