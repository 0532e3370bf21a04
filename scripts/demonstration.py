"""A demonstration as scripts use it from outside: started, killed, signed in to, walked.

AVAL_BINARY names the program. Nothing here asserts what Aval must do.
"""

import hashlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

PASSWORD = "demonstration"
PERSON = "yanis.perrot@lilas-sante.example"


class Server:
    """A demonstration that can be killed and started again over the same data."""

    def __init__(self, folder, programme=None):
        self.folder = folder
        self.programme = programme
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = None
        self.start()

    def start(self):
        command = [os.environ["AVAL_BINARY"], "demo", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"]
        command += ["--programme", self.programme] if self.programme else []
        log = open(Path(tempfile.gettempdir()) / "aval-test-tus.log", "ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(3000):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/sante")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                sys.exit("the server ended: see aval-test-tus.log in the temporary folder")
            time.sleep(0.2)
        sys.exit("the server does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method, path, fields=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body, headers=fields or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sign_in(server):
    form = urllib.parse.urlencode({"email": PERSON, "password": PASSWORD})
    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = server.ask("POST", "/connexion", fields, form)
    assert status in (302, 303), f"sign-in: {status}"
    return headers["Set-Cookie"].split(";")[0]


def open_slots(server, cookie):
    """Creation addresses of slots that take files, with the extensions and the limit."""
    page = lambda path: server.ask("GET", path, {"Cookie": cookie})[2].decode()
    for dossier in sorted(set(re.findall(r'href="(/dossiers/[0-9a-f-]{36})"', page("/dossiers")))):
        chapters = set(re.findall(rf'href="({dossier}/chapitres/[^"?#]+)"', page(f"{dossier}/chapitres")))
        for chapter in sorted(chapters):
            for key in sorted(set(re.findall(r"preuve=([^\"&#]+)", page(chapter)))):
                desk = page(f"{chapter}?preuve={key}")
                found = re.search(r'data-send="([^"]+)" data-max="(\d+)"', desk)
                kinds = re.search(r'accept="([^"]+)"', desk)
                if found and kinds:
                    yield found[1].replace("&amp;", "&").replace("&#38;", "&"), kinds[1].split(","), int(found[2])
