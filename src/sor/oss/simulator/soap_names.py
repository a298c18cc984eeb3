"""The namespaces and fixed texts of SOAP, WS-Security, WS-Trust, SAML and of Organisation 6."""

S = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
WSP = "http://schemas.xmlsoap.org/ws/2004/09/policy"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
X509_TOKEN = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"  # noqa: S105
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
SAML_TOKEN = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"  # noqa: S105
SAML_ID = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID"
ISSUE = f"{WST}/Issue"
ISSUE_ACTION = f"{WST}/RST/Issue"
ISSUED_ACTION = f"{WST}/RSTRC/IssueFinal"
PUBLIC_KEY = f"{WST}/PublicKey"

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

SAGDOK = "urn:oio:sagdok:3.0.0"
STS = "urn:oio:sts:6"
ORGANISATION = "http://stoettesystemerne.dk/organisation/6/"
REQUEST_HEADER = "http://kombit.dk/xml/schemas/RequestHeader/1/"
CVR_ATTRIBUTE = "dk:gov:saml:attribute:CvrNumberIdentifier"
CONTENT_TYPE = "application/soap+xml; charset=utf-8"

PREFIXES = {
    "s": S, "wsa": WSA, "wsse": WSSE, "wsu": WSU, "wst": WST, "wsp": WSP, "saml": SAML, "ds": DS, "sd": SAGDOK,
    "sts": STS, "orgf": ORGANISATION, "rh": REQUEST_HEADER,
}  # fmt: skip
