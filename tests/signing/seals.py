"""Keys, readers and an authority for tests of the seal."""

import re
import subprocess
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import gettempdir

from asn1crypto import tsp
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from doallvet.signing.keys import make_key
from tests.factories import NOW


@cache
def key_file(kind: str = "ecdsa", name: str = "Seal of portal.example") -> Path:
    """A key for the whole run, made once."""
    path = Path(gettempdir()) / f"doallvet-seal-{kind}-{abs(hash(name))}.p12"
    path.unlink(missing_ok=True)
    make_key(path, name=name, at=NOW, kind=kind)
    return path


def second_opinion(path: Path) -> tuple[str, str]:
    """Give what poppler says of the seal on a file: how much of it is signed, and whether the signature is valid."""
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    covered = re.search(r"(Total document signed|Not total document signed)", said)
    valid = re.search(r"Signature Validation: (.*)", said)
    return covered[1] if covered else "", valid[1] if valid else ""


class Authority:
    """A time stamp authority on this machine (RFC 3161), with a key of its own."""

    def __init__(self):
        own = SimpleSigner.load_pkcs12(str(key_file("rsa", "Authority")))
        stamps = DummyTimeStamper(tsa_cert=own.signing_cert, tsa_key=own.signing_key, fixed_dt=NOW)
        self.asked, self.broken = 0, False
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                authority.asked += 1
                wish = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                if authority.broken:
                    self.send_response(503)
                    self.end_headers()
                    return
                answer = stamps.request_tsa_response(wish).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
