"""What a camera in a test sees: codes drawn as a label printer draws them, as a film or shown by hand."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import zxingcpp
from PIL import Image

SIZE = (640, 480)
# Chromium plays a film again from its beginning when it is over.
FRAMES_A_SECOND = 2

# A camera whose picture the test draws: what ``hold`` was given is in view until something else is.
BY_HAND = """(() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const brush = canvas.getContext("2d");
  let picture = null;
  window.hold = (address) => new Promise((done) => {
    if (!address) { picture = null; return done(); }
    const image = new Image();
    image.onload = () => { picture = image; done(); };
    image.src = address;
  });
  const draw = () => {
    brush.fillStyle = "white";
    brush.fillRect(0, 0, 640, 480);
    if (picture) brush.drawImage(picture, 0, 0);
  };
  window.tracks = [];
  window.refusal = "";
  const open = async () => {
    if (window.refusal) throw new DOMException("refused by the test", window.refusal);
    draw();
    setInterval(draw, 50);
    const stream = canvas.captureStream(20);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  navigator.mediaDevices.getUserMedia = open;
})()"""


def label(content: str, kind: str = "Code128", **options) -> Image.Image:
    """A white picture of the camera's size with one code in its middle."""
    code = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind), **options)
    drawn = next(fit for fit in (memoryview(code.to_image(scale=scale)) for scale in (3, 2, 1)) if fit.shape[1] < 620)
    height, width = drawn.shape
    picture = Image.new("L", SIZE, 255)
    picture.paste(Image.frombytes("L", (width, height), drawn.tobytes()), ((640 - width) // 2, (480 - height) // 2))
    return picture


def address_of(picture: Image.Image) -> str:
    """The picture as an address of its own."""
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def film(path: Path, scenes: Iterable[tuple[Image.Image | None, float]]) -> Path:
    """A film of pictures with the seconds each is seen, as Chromium's fake camera plays it; None is a white wall.

    Source: the YUV4MPEG2 format, 4:2:0 planar.
    """
    gray = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for picture, seconds in scenes:
            frame = b"FRAME\n" + (picture or Image.new("L", SIZE, 255)).tobytes() + gray
            for _ in range(int(seconds * FRAMES_A_SECOND)):
                file.write(frame)
    return path
