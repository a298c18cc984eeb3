"""Why a message is refused, in DGWS's own codes and spelling (facts §10.8)."""

from typing import Final

SYNTAX_ERROR: Final = "syntax_error"
MISSING_HEADER: Final = "missing_required_header"
EXPIRED: Final = "expired_idcard"
NO_RECEIPTS: Final = "nonrepudiation_not_supported"
BAD_SIGNATURE: Final = "invalid_signature"
BAD_CERTIFICATE: Final = "invalid_certificate"
BAD_CARD: Final = "invalid_idcard"
BAD_LEVEL: Final = "security_level_failed"
NOT_ZULU: Final = "invalid_date_timezone"
NOT_AUTHORIZED: Final = "not_authorized"
BAD_METHOD: Final = "illegal_http_method"
PROCESSING_PROBLEM: Final = "processing_problem"

OURS = frozenset({NO_RECEIPTS, PROCESSING_PROBLEM})
"""The codes of faults on the server's side; all others are the client's."""


class Refusal(Exception):
    """A message that is not let in: the code, and an English sentence that says what is wrong and what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code

    @property
    def side(self) -> str:
        """SOAP's fault code: Client or Server."""
        return "Server" if self.code in OURS else "Client"
