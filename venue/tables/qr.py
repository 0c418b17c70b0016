"""QR codes: for a screen, for paper, and the text that lets a phone join the Wi-Fi."""

import base64
from io import BytesIO

import qrcode
import qrcode.constants
from PIL import Image
from qrcode.image.svg import SvgPathFillImage

SCREEN_PX = 400
SCREEN_MARGIN = 2  # the seed's picture: 400 px with two modules of white
PAPER_PX = 1000
PAPER_MARGIN = 4  # ISO/IEC 18004, quiet zone


def picture(text: str, *, side_px: int, margin: int) -> Image.Image:
    """Return a level M code, black on white, exactly ``side_px`` wide and high.

    Args:
        margin: White modules on each side.
    """
    matrix = _code(text, margin).get_matrix()
    size = len(matrix)
    code = Image.new("L", (size, size), 255)
    code.putdata([0 if dark else 255 for row in matrix for dark in row])
    return code.resize((side_px, side_px), Image.Resampling.NEAREST)


def modules(text: str, margin: int) -> int:
    """Return how many modules wide a code is, its margin included."""
    return len(_code(text, margin).get_matrix())


def png(text: str, *, side_px: int = PAPER_PX, margin: int = PAPER_MARGIN) -> bytes:
    """Return a code as a PNG file."""
    file = BytesIO()
    picture(text, side_px=side_px, margin=margin).convert("1").save(file, "PNG")
    return file.getvalue()


def data_url(text: str) -> str:
    """Return the code of the seed's session answer: a PNG as a ``data:`` address."""
    encoded = base64.b64encode(png(text, side_px=SCREEN_PX, margin=SCREEN_MARGIN)).decode()
    return f"data:image/png;base64,{encoded}"


def svg(text: str, *, margin: int = PAPER_MARGIN) -> str:
    """Return a code as an SVG document, black on white."""
    image = _code(text, margin).make_image(image_factory=SvgPathFillImage)
    drawn: str = image.to_string(encoding="unicode")
    return drawn


def wifi_text(name: str, password: str) -> str:
    r"""Return the text that makes a phone offer to join a network.

    The form is ``WIFI:T:WPA;S:<name>;P:<password>;;`` with ``\ ; , : "`` each after a backslash
    (github.com/zxing/zxing/wiki/Barcode-Contents). The quotation marks which that page wants
    around names that look like hexadecimal are left out: phones of today take the name as it is.

    Args:
        password: Empty for an open network.
    """
    if not password:
        return f"WIFI:T:nopass;S:{_escaped(name)};;"
    return f"WIFI:T:WPA;S:{_escaped(name)};P:{_escaped(password)};;"


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in '\\;,:"' else letter for letter in text)


def _code(text: str, margin: int) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=margin)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code
