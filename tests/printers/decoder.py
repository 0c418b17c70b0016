"""Reads ESC/POS as a device does; written from the command reference, shares no code with the
encoder, and knows far more commands than it may meet, so that a stray one is seen."""

from dataclasses import dataclass, field

import zxingcpp
from PIL import Image, ImageChops, ImageOps

TABLES = {13: "cp857", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 44: "cp1125",
          45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 51: "cp1257"}  # fmt: skip
SIZES = {  # argument bytes of commands of one length
    b"\x1b@": 0, b"\x1bt": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1bp": 3, b"\x1bB": 2, b"\x1b!": 1,
    b"\x1bd": 1, b"\x1bJ": 1, b"\x1b-": 1, b"\x1bM": 1, b"\x1b{": 1, b"\x1b=": 1, b"\x1b2": 0,
    b"\x1b3": 1, b"\x1di": 0, b"\x1dB": 1, b"\x1d!": 1, b"\x1dr": 1, b"\x1da": 1, b"\x1dI": 1,
    b"\x10\x04": 1, b"\x10\x05": 1, b"\x1bi": 0, b"\x1bm": 0,
}  # fmt: skip
KNOWN = {b"\x1b@", b"\x1bt", b"\x1ba", b"\x1bE", b"\x1bp", b"\x1bB", b"\x1dB", b"\x1d!", b"\x1dr",
         b"\x1dV", b"\x1dv", b"\x1d(k", b"\x1d(H", b"\n", b"\0"}  # fmt: skip
PITCH = 30


@dataclass
class Ticket:
    """What is printed between two cuts; ``pictures`` are drawn lines and codes, top to bottom."""

    lines: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    drawer: list = field(default_factory=list)
    pictures: list = field(default_factory=list)
    codes: list = field(default_factory=list)
    sizes: list = field(default_factory=list)
    buzzer: int = 0
    resets: int = 0
    cut: str = ""
    bytes: int = 0

    def scan(self) -> None:
        """Read the codes from the pictures, as a phone would from the paper."""
        for picture in self.pictures:
            if picture.height > 60:
                paper = ImageOps.expand(picture, 20, 255)
                self.codes += [one.text for one in zxingcpp.read_barcodes(paper)]


class Framer:
    """Cuts a stream into (name, arguments, raw); keeps what is unfinished."""

    def __init__(self) -> None:
        self.rest = bytearray()

    def feed(self, data: bytes):
        self.rest += data
        while self.rest:
            found = self._head(bytes(self.rest[:12]))
            if found is None or len(self.rest) < found[1] + found[2]:
                return
            name, start, size = found
            raw = bytes(self.rest[: start + size])
            del self.rest[: start + size]
            yield name, raw[start:], raw

    def _head(self, b: bytes):
        """Return (name, where the arguments start, their length); None: more is to come."""
        if b[0] >= 0x20:
            text = next((at for at, one in enumerate(self.rest) if one < 0x20), len(self.rest))
            return b"text", 0, text
        if b[0] not in (0x10, 0x1B, 0x1C, 0x1D):
            return b[:1], 1, 0
        if len(b) < 2:
            return None
        if b[:2] in SIZES:
            return b[:2], 2, SIZES[b[:2]]
        return self._of_its_own_length(b)

    def _of_its_own_length(self, b: bytes):
        if b[:2] == b"\x1dV":
            return None if len(b) < 3 else (b[:2], 2, 2 if b[2] in b"ABabgh" else 1)
        if b[:2] == b"\x1dv":
            rows = None if len(b) < 8 else (b[4] | b[5] << 8) * (b[6] | b[7] << 8)
            return None if rows is None else (b[:2], 8, rows)
        if b[:2] in (b"\x1d(", b"\x1b(", b"\x1c("):
            return None if len(b) < 5 else (b[:3], 5, b[3] | b[4] << 8)
        return b"unknown " + b[:2].hex().encode(), 2, 0


class Device:
    """Executes commands; ``done`` gets each cut ticket, ``answer`` what goes back."""

    def __init__(self, dots: int = 576, done=lambda ticket: None, answer=lambda data: None) -> None:
        self.dots, self.done, self.answer = dots, done, answer
        self.ticket, self.printed, self.scans = Ticket(), 0, True
        self.reset()

    def reset(self) -> None:
        self.table, self.text, self.width, self.wide, self.high = "cp437", "", 0, 1, 1
        self.module, self.data, self.band = 3, b"", None

    def execute(self, name: bytes, args: bytes, raw: bytes) -> None:
        ticket = self.ticket
        ticket.bytes += len(raw)
        if name != b"text" and name not in KNOWN:
            ticket.errors.append(name)
            return
        if name != b"\x1dv":
            self.end_picture()
        does = {
            b"text": lambda: self.words(args),
            b"\n": self.feed,
            b"\x1b@": self.restart,
            b"\x1bt": lambda: self.use_table(args[0]),
            b"\x1d!": lambda: self.use_size(args[0]),
            b"\x1bp": lambda: ticket.drawer.append(args),
            b"\x1bB": lambda: self.buzz(args[0]),
            b"\x1dv": lambda: self.picture(raw),
            b"\x1dV": lambda: self.cut(args),
            b"\x1d(k": lambda: self.code(args),
            b"\x1dr": lambda: self.answer(b"\0"),
            b"\x1d(H": lambda: self.answer(b"\x37\x22" + args[2:6] + b"\0"),
        }
        does.get(name, lambda: None)()

    def restart(self) -> None:
        self.ticket.resets += 1
        self.reset()

    def use_table(self, number: int) -> None:
        self.table = TABLES.get(number, "ascii")
        if number not in TABLES:
            self.ticket.errors.append(f"table {number}")

    def use_size(self, size: int) -> None:
        self.wide, self.high = (size >> 4) + 1, (size & 15) + 1

    def buzz(self, times: int) -> None:
        self.ticket.buzzer += times

    def words(self, data: bytes) -> None:
        text = data.decode(self.table, "replace")
        if "\ufffd" in text:
            self.ticket.errors.append(f"bytes outside of {self.table}")
        self.text += text
        self.width += len(text) * 12 * self.wide

    def feed(self) -> None:
        if self.width > self.dots:
            self.ticket.errors.append(f"line of {self.width} dots")
        self.ticket.lines.append(self.text.rstrip())
        self.ticket.sizes.append((self.wide, self.high))
        self.text, self.width, self.printed = "", 0, self.printed + 1

    def picture(self, raw: bytes) -> None:
        """Join bands that follow each other into one picture."""
        width, rows = (raw[4] | raw[5] << 8) * 8, raw[6] | raw[7] << 8
        if width > self.dots or not width or not rows or rows > 96:
            self.ticket.errors.append(f"picture of {width} x {rows}")
            return
        black = Image.frombytes("1", (width, rows), raw[8:]).convert("L")
        band = ImageChops.invert(black)
        self.printed += 1
        if self.band is None or self.band.width != width or self.band.height % 96:
            self.end_picture()
            self.band = band
            return
        joined = Image.new("L", (width, self.band.height + rows), 255)
        joined.paste(self.band, (0, 0))
        joined.paste(band, (0, self.band.height))
        self.band = joined

    def end_picture(self) -> None:
        if self.band is not None:
            self.ticket.pictures.append(self.band)
            self.band = None

    def code(self, args: bytes) -> None:
        match args[1:2]:
            case b"C":
                self.module = args[2]
            case b"P":
                self.data = args[3:]
            case b"Q":
                made = zxingcpp.create_barcode(
                    self.data.decode(), zxingcpp.BarcodeFormat.QRCode, ec_level="M"
                )
                view = memoryview(
                    zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
                )
                image = Image.frombytes("L", (view.shape[1], view.shape[0]), view.tobytes())
                side = image.width * self.module
                if side > self.dots:
                    self.ticket.errors.append(f"code of {side} dots")
                self.ticket.pictures.append(image.resize((side, side), Image.NEAREST))

    def cut(self, args: bytes) -> None:
        self.end_picture()
        if self.text:
            self.ticket.errors.append("a cut within a line")
        if any(self.ticket.lines) or self.ticket.pictures or self.ticket.errors:
            self.ticket.cut = "partial"
            if self.scans:
                self.ticket.scan()
            self.done(self.ticket)
            self.ticket = Ticket()


def decode(data: bytes, dots: int = 576, *, scans: bool = True) -> list[Ticket]:
    """Return the tickets of a stream; what follows the last cut is one more, if it is anything."""
    tickets: list[Ticket] = []
    device, framer = Device(dots, tickets.append), Framer()
    device.scans = scans
    for command in framer.feed(data):
        device.execute(*command)
    device.end_picture()
    if framer.rest:
        device.ticket.errors.append("an unfinished command")
    left = device.ticket
    if any(left.lines) or left.pictures or left.errors or left.drawer:
        if scans:
            left.scan()
        tickets.append(left)
    return tickets
