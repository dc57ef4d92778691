"""The process that decodes one picture: `python -m catalog.adapters.picture_child`.

A decoder is fed bytes that strangers made. It runs alone, with little memory, little time, no
environment and nothing to reach; standard input is the picture, standard output its safe copy
after one line of JSON with its size. Exit code 3: the bytes are not a picture that we take.
"""

import io
import json
import resource
import sys
import warnings
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MAX_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 1200
QUALITY: Final = 85
MEMORY: Final = 768 * 1024 * 1024
CPU_SECONDS: Final = 15
REFUSED: Final = 3


def main() -> None:
    """Read, check, shrink, write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = remade(sys.stdin.buffer.read())
    except (OSError, ValueError, SyntaxError, MemoryError, Warning, Image.DecompressionBombError):
        sys.exit(REFUSED)
    size = {"width": picture[1], "height": picture[2]}
    sys.stdout.buffer.write(json.dumps(size).encode() + b"\n" + picture[0])


def remade(data: bytes) -> tuple[bytes, int, int]:
    """Return a new WebP of the first frame, upright and without metadata, and its size."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error")
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert("RGBA" if _is_transparent(upright) else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=QUALITY, method=4)
    return written.getvalue(), clean.width, clean.height


def _is_transparent(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


if __name__ == "__main__":
    main()
