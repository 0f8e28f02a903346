"""What is kept of papers that parties sign."""

from doallvet.signing.models.certificate import Certificate
from doallvet.signing.models.chain import Deed, Head
from doallvet.signing.models.document import Document, Version
from doallvet.signing.models.letter import LetterCode
from doallvet.signing.models.signatory import Signatory
from doallvet.signing.models.signature import Signature

__all__ = ["Certificate", "Deed", "Document", "Head", "LetterCode", "Signatory", "Signature", "Version"]
