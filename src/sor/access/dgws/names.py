"""The names of DGWS 1.0.1: namespaces, elements, identifier formats (facts §10.1–10.3)."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
SOSI = "http://www.sosi.dk/sosi/2006/04/sosi-1.0.xsd"
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"

SECURITY = f"{{{WSSE}}}Security"
HEADER = f"{{{MEDCOM}}}Header"
ASSERTION = f"{{{SAML}}}Assertion"
SIGNATURE = f"{{{DS}}}Signature"
TIMESTAMP = f"{{{WSU}}}Timestamp"
CREATED = f"{{{WSU}}}Created"

HEADERS = (SECURITY, HEADER)
"""The header entries of a DGWS message."""

CVR_FORMAT = "medcom:cvrnumber"
CARD_VERSION = "1.0.1"
FINALIZED = "flow_finalized_succesfully"
"""DGWS spells it so."""
