"""Large files seen from outside, beside a peer. Run by scripts/bench-files; tells one JSON
object a line. The peer neither hashes nor waits for the disk: Aval does both.
"""

import base64
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from demonstration import Server, open_slots, sign_in

MIB = 1024 * 1024
PEER = """
import { Server } from '@tus/server';
import { FileStore } from '@tus/file-store';
const [port, directory] = process.argv.slice(2);
new Server({ path: '/files', datastore: new FileStore({ directory }) }).listen({ host: '127.0.0.1', port: Number(port) });
"""


def say(**line):
    print(json.dumps(line), flush=True)


class Content:
    """A pattern of 16 MiB, each pass made different by its number; never whole in memory."""

    def __init__(self, seed, length):
        self.length = length
        self.pattern = random.Random(seed).randbytes(16 * MIB)

    def pieces(self, start=0, end=None, step=MIB):
        end = self.length if end is None else end
        at = start
        while at < end:
            inside = at % len(self.pattern)
            taken = min(step, end - at, len(self.pattern) - inside)
            piece = self.pattern[inside : inside + taken]
            if inside == 0:
                piece = (at // len(self.pattern)).to_bytes(8, "big") + piece[8:]
            yield piece
            at += taken

    def sha256(self):
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()


class Peer:
    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        program = Path(os.environ["AVAL_BENCH_PEER"]) / "peer.mjs"
        program.write_text(PEER)
        self.process = subprocess.Popen(["node", program, str(self.port), folder])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the peer does not answer")


def ask(port, method, path, fields=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request(method, path, body=body, headers=fields or {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def send(port, door, fields, name, content, step=None):
    """Sends a content in requests of `step` octets; gives the seconds and the last answer."""
    base = {"Tus-Resumable": "1.0.0"} | fields
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    begun = time.perf_counter()
    status, headers, body = ask(port, "POST", door, base | {"Upload-Length": str(content.length), "Upload-Metadata": metadata})
    assert status == 201, (status, body)
    at = urllib.parse.urlsplit(headers["Location"]).path
    step = step or content.length
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for start in range(0, content.length, step):
        end = min(start + step, content.length)
        line.putrequest("PATCH", at)
        announced = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream", "Content-Length": str(end - start)}
        for field, value in (base | announced).items():
            line.putheader(field, value)
        line.endheaders()
        for piece in content.pieces(start, end):
            line.send(piece)
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 204, (answer.status, body)
    return time.perf_counter() - begun, answer.headers, at


def memory(process, key):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    return None


class Highest:
    """The most memory a process held while something ran."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        # Begins the count of the high-water mark anew.
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self

    def __exit__(self, *_):
        self.mib = memory(self.process, "VmHWM")


def plain(folder, content):
    """A write of the same octets with their hash, and the disk waited for."""
    begun = time.perf_counter()
    digest = hashlib.sha256()
    with open(Path(folder) / "plain", "wb") as file:
        for piece in content.pieces():
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def slot_for(server, cookie, ending):
    slots = [slot for slot in open_slots(server, cookie) if ending in slot[1]]
    return max(slots, key=lambda slot: slot[2])


def peer(server, cookie, folder):
    door, _, _ = slot_for(server, cookie, ".mp4")
    files = Path(folder) / "peer"
    files.mkdir()
    other = Peer(files)
    octets = 512 * MIB
    taken = {}
    try:
        for round_ in range(5):
            for step in (None, 16 * MIB):
                content = Content(100 + round_ * 2 + bool(step), octets)
                kind = "one request" if step is None else "requests of 16 MiB"
                ours, _, at = send(server.port, door, {"Cookie": cookie}, f"film-{round_}.mp4", content, step)
                theirs, _, _ = send(other.port, "/files", {}, f"film-{round_}.mp4", content, step)
                taken.setdefault(kind, []).append((ours, theirs, plain(folder, content)))
                for path in files.iterdir():
                    path.unlink()
    finally:
        other.process.kill()
    for kind, times in taken.items():
        speeds = [[octets / MIB / seconds for seconds in row] for row in times]
        ours, theirs, written = (statistics.median(column) for column in zip(*speeds))
        say(bench=f"upload of 512 MiB in {kind}", bar_ratio=1.0, aval_mib_s=round(ours), peer="@tus/server 2.4.5", peer_mib_s=round(theirs), ratio=round(ours / theirs, 2), plain_write_mib_s=round(written), ratio_to_plain=round(ours / written, 2), raw=[[round(v) for v in row] for row in speeds])


def large(server, cookie, _folder):
    door, _, limit = slot_for(server, cookie, ".mp4")
    content = Content(7, min(limit, 10 * 1024 * MIB))
    expected = []
    hashing = threading.Thread(target=lambda: expected.append(content.sha256()))
    with Highest(server.process) as highest:
        seconds, headers, _ = send(server.port, door, {"Cookie": cookie}, "seance.mp4", content, 64 * MIB)
    hashing.start()
    hashing.join()
    assert headers["Aval-SHA256"] == expected[0]
    say(bench="one file of 10 GiB in requests of 64 MiB", octets=content.length, seconds=round(seconds, 1), mib_s=round(content.length / MIB / seconds), peak_mib=round(highest.mib, 1), hash="as expected")


def page_of(server, cookie, door, marker):
    """The address of the page of a slot, where a file is shown."""
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(door).query)
    dossier, key = asked["dossier"][0], asked["preuve"][0]
    page = lambda path: ask(server.port, "GET", path, {"Cookie": cookie})[2].decode()
    for chapter in sorted(set(re.findall(rf'href="(/dossiers/{dossier}/chapitres/[^"?#]+)"', page(f"/dossiers/{dossier}/chapitres")))):
        desk = f"{chapter}?preuve={urllib.parse.quote(key)}"
        found = page(desk)
        if marker in found:
            pieces = re.findall(r"piece=([0-9a-f-]+)[^>]*>(?:(?!</a>).)*?" + re.escape(marker), found, re.S)
            return f"{desk}&piece={pieces[-1]}" if pieces else desk
    sys.exit(f"{marker} is on no page")


def log(server, cookie, _folder):
    door, _, limit = slot_for(server, cookie, ".log")
    assert limit >= 500 * MIB, limit
    line = b"2026-10-01T08:00:00Z INFO exchange=4217 step=send status=200 bytes=18233 elapsed=14ms\n"

    class Lines(Content):
        def __init__(self):
            self.count = 500_000_000 // len(line)
            self.length = self.count * len(line)

        def pieces(self, start=0, end=None, step=MIB):
            data = line * (step // len(line))
            at, end = start, self.length if end is None else end
            while at < end:
                inside = at % len(line)
                piece = data[inside : inside + min(len(data) - inside, end - at)]
                yield piece
                at += len(piece)

    content = Lines()
    seconds, _, _ = send(server.port, door, {"Cookie": cookie}, "echanges.log", content, 64 * MIB)
    desk = page_of(server, cookie, door, "echanges.log")
    with Highest(server.process) as highest:
        for what, more in (("first lines", ""), ("line 5,000,000", "&ligne=5000000"), ("words that are nowhere", "&cherche=introuvable")):
            times = []
            for _ in range(11):
                begun = time.perf_counter()
                status, _, body = ask(server.port, "GET", desk + more, {"Cookie": cookie})
                times.append((time.perf_counter() - begun) * 1000)
                assert status == 200 and b"elapsed=14ms" in body, (status, what)
            say(bench=f"log of 500 MB in the viewer: {what}", bar_ms=1000, p50_ms=round(statistics.median(times), 1), worst_ms=round(max(times), 1), page_octets=len(body))
    say(bench="log of 500 MB in the viewer: memory", peak_mib=round(highest.mib, 1), deposited_in_s=round(seconds, 1))


def archive(server, cookie, folder):
    door, _, _ = slot_for(server, cookie, ".mp4")
    dossier = urllib.parse.parse_qs(urllib.parse.urlsplit(door).query)["dossier"][0]
    with Highest(server.process) as highest:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        begun = time.perf_counter()
        connection.request("GET", f"/dossiers/{dossier}/archive", headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.status == 200, (answer.status, answer.read())
        first = answer.read(1)
        first_octet = time.perf_counter() - begun
        octets = len(first)
        while piece := answer.read(MIB):
            octets += len(piece)
        seconds = time.perf_counter() - begun
    say(bench="archive of an application", bar_first_octet_s=1, first_octet_s=round(first_octet, 3), octets=octets, seconds=round(seconds, 1), mib_s=round(octets / MIB / seconds), peak_mib=round(highest.mib, 1))


BENCHES = {"peer": peer, "large": large, "log": log, "archive": archive}


def main():
    wanted = sys.argv[1:] or list(BENCHES)
    with tempfile.TemporaryDirectory(dir=os.environ.get("AVAL_BENCH_FOLDER")) as folder:
        # A slot of the programme takes a few files, and logs of 100 MiB: more is tried here.
        programme = Path(folder) / "programme"
        shutil.copytree("programmes/segur-v2", programme)
        rules = programme / "programme.toml"
        text = rules.read_text().replace("max_file_mib = 100\n", "max_file_mib = 1024\n")
        rules.write_text(re.sub(r"(?m)^max_files = .*", "max_files = 40", text))
        server = Server(str(Path(folder) / "data"), str(programme))
        try:
            cookie = sign_in(server)
            for name in wanted:
                BENCHES[name](server, cookie, folder)
        finally:
            server.kill()


main()
