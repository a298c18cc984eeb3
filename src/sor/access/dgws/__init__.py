"""DGWS 1.0.1 (Den Gode Webservice), the health service's security of SOAP messages: an ID card that a trusted STS has
signed says who calls.

Pure: a message, the time and whom to trust go in; the verified caller or a refusal with DGWS's own code comes out.
"""
