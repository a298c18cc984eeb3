"""Municipal synchronisation (FK-OSS): what a municipality's organisation in FK-ORG and its units in SOR have to do with
each other.
"""
