"""A stand-in for the listening program: hears the words that stand in the "audio", and obeys them.

HANG never answers, DIE ends the program, SLOW takes half a second at the end.
"""

import json
import struct
import sys
import time

asked, said = sys.stdin.buffer, sys.stdout.buffer
audio = b""
while len(head := asked.read(5)) == 5:
    kind, length = struct.unpack(">cI", head)
    body = asked.read(length)
    answer: dict[str, object] = {}
    if kind == b"S":
        audio = b""
    if kind == b"W":
        answer = {"unknown": ["sauna"]}
    if kind == b"A":
        audio += body
        answer = {"partial": audio.decode().strip()}
        if b"HANG" in audio:
            time.sleep(60)
        if b"DIE" in audio:
            sys.exit(3)
    if kind == b"E":
        if b"SLOW" in audio:
            time.sleep(0.5)
        words, _, covers = audio.decode().replace("ODD", "").strip().partition("%")
        answer = {"text": words, "covers": int(covers or 100), "apart": 431 * (b"ODD" in audio)}
    raw = json.dumps(answer).encode()
    said.write(struct.pack(">I", len(raw)) + raw)
    said.flush()
