"""Uploads seen from outside: curl, tuspy, and a line that is cut while the server dies.

Run by scripts/test-tus. AVAL_BINARY names the program. Prints what it did; ends with a
status of 1 at the first thing that is not as it must be. AVAL_TEST_DATA names a folder where
a demonstration is prepared already.
"""

import hashlib
import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from demonstration import Server, open_slots, sha256, sign_in
from tusclient import client as tus

PIECE = 16 * 1024 * 1024
SEED = int(os.environ.get("AVAL_TEST_SEED", "20261124"))


def curl(*arguments):
    """Runs curl; gives status, fields and body."""
    done = subprocess.run(["curl", "--silent", "--show-error", "--include", *arguments], check=True, capture_output=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), {name.lower(): value for name, value in fields.items()}, body


def with_curl(server, cookie, door, folder, ending):
    """The recipe of docs/uploads.md."""
    path = Path(folder) / f"recette{ending}"
    path.write_bytes(random.Random(1).randbytes(300_000))
    import base64

    name = base64.b64encode(path.name.encode()).decode()
    tus_fields = ["-H", "Tus-Resumable: 1.0.0", "-H", f"Cookie: {cookie}"]
    status, fields, body = curl("-X", "POST", server.origin + door, *tus_fields, "-H", "Upload-Length: 300000", "-H", f"Upload-Metadata: filename {name}")
    assert status == 201, (status, body)
    at = server.origin + fields["location"]
    half = Path(folder) / "half"
    half.write_bytes(path.read_bytes()[:100_000])
    octets = ["-H", "Content-Type: application/offset+octet-stream"]
    status, fields, body = curl("-X", "PATCH", at, *tus_fields, *octets, "-H", "Upload-Offset: 0", "--data-binary", f"@{half}")
    assert (status, fields["upload-offset"]) == (204, "100000"), (status, body)
    server.kill()
    server.start()
    status, fields, _ = curl("--head", at, *tus_fields)
    assert (status, fields["upload-offset"]) == (200, "100000"), fields
    half.write_bytes(path.read_bytes()[100_000:])
    status, fields, body = curl("-X", "PATCH", at, *tus_fields, *octets, "-H", "Upload-Offset: 100000", "--data-binary", f"@{half}")
    assert status == 204 and fields["aval-sha256"] == sha256(path), (status, body)
    print("curl: half sent, server killed, the rest sent, hash as expected")


def with_tuspy(server, cookie, door, folder, ending):
    path = Path(folder) / f"tuspy{ending}"
    path.write_bytes(random.Random(2).randbytes(900_000))
    there = tus.TusClient(server.origin + door, headers={"Cookie": cookie})
    metadata = {"filename": path.name}
    first = there.uploader(str(path), chunk_size=200_000, metadata=metadata)
    first.upload(stop_at=400_000)
    assert first.offset == 400_000, first.offset
    again = there.uploader(str(path), chunk_size=200_000, metadata=metadata, url=first.url, retries=3, retry_delay=1)
    again.upload()
    address = urllib.parse.urlsplit(first.url).path
    _, _, body = server.ask("GET", address, {"Cookie": cookie})
    assert sha256(path) in body.decode(), body
    print("tuspy: stopped in the middle, taken up again, hash as expected")


def through_accidents(server, cookie, door, folder, ending, limit, cuts=20, kills=5):
    """Cuts the line and kills the server at random; counts the octets sent in vain."""
    drawn = random.Random(SEED)
    length = min(limit, 160 * 1024 * 1024)
    content = drawn.randbytes(length)
    expected = hashlib.sha256(content).hexdigest()
    import base64

    name = base64.b64encode(f"accidents{ending}".encode()).decode()
    base = {"Tus-Resumable": "1.0.0", "Cookie": cookie}
    status, headers, body = server.ask("POST", door, base | {"Upload-Length": str(length), "Upload-Metadata": f"filename {name}"})
    assert status == 201, (status, body)
    at = headers["Location"]
    accidents = ["cut"] * cuts + ["kill"] * kills
    drawn.shuffle(accidents)
    worst = wasted = 0
    for accident in accidents:
        offset = standing(server, at, base)
        share = length // (len(accidents) + 1)
        sent = offset + drawn.randrange(share // 2, share * 3 // 2 + 1)
        sent = min(sent, length - 1)
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        line.putrequest("PATCH", at)
        announced = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", "Content-Length": str(length - offset)}
        for field, value in (base | announced).items():
            line.putheader(field, value)
        line.endheaders()
        try:
            line.send(content[offset:sent])
        except OSError:
            pass
        if accident == "kill":
            server.kill()
        line.close()
        if accident == "kill":
            server.start()
        lost = sent - standing(server, at, base)
        assert 0 <= lost <= PIECE, f"{accident}: {lost} octets lost after {sent}"
        worst, wasted = max(worst, lost), wasted + lost
    offset = standing(server, at, base)
    fields = base | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    status, headers, body = server.ask("PATCH", at, fields, content[offset:])
    assert status == 204 and headers["Aval-SHA256"] == expected, (status, body)
    print(f"accidents: {cuts} cuts and {kills} kills over {length} octets, {wasted} sent again in all, {worst} at worst, hash as expected")


def standing(server, at, base):
    """Where the upload is, once nobody writes into it any more: an empty request waits its turn."""
    for _ in range(200):
        status, headers, body = server.ask("HEAD", at, base)
        assert status == 200, (status, body)
        offset = int(headers["Upload-Offset"])
        fields = base | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        status, _, _ = server.ask("PATCH", at, fields, b"")
        if status == 204:
            return offset
        assert status in (409, 423), status
        time.sleep(0.05)
    sys.exit("the upload stays locked")


def main():
    with tempfile.TemporaryDirectory() as folder:
        server = Server(os.environ.get("AVAL_TEST_DATA") or str(Path(folder) / "data"))
        try:
            cookie = sign_in(server)
            slots = list(open_slots(server, cookie))
            assert slots, "no open slot in the demonstration"
            largest = max(slots, key=lambda slot: slot[2])
            others = [slot for slot in slots if slot is not largest] or slots
            with_curl(server, cookie, others[0][0], folder, others[0][1][0])
            other = others[1 % len(others)]
            with_tuspy(server, cookie, other[0], folder, other[1][0])
            ending = next((kind for kind in largest[1] if kind in (".mp4", ".webm", ".mov")), largest[1][0])
            through_accidents(server, cookie, largest[0], folder, ending, largest[2])
        finally:
            server.kill()


main()
