"""Treatment sites (Behandlingsstedsregisteret): every fixed place where patients are treated, told by who keeps it.

The authority's own register has no public interface: what is told goes to one adapter (``site_register.py``), and ours
stands behind it.
"""
