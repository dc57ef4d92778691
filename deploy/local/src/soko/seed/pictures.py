"""Pictures of the demo goods, drawn here: the same slug gives the same picture everywhere."""

import colorsys
import hashlib
import io
import random

from PIL import Image, ImageDraw, ImageFilter

from soko.seed.motifs import MOTIFS, Shades

SIDE = 800
_FINE = 2
"""Drawn this many times larger and then reduced, for smooth edges."""


def picture(slug: str, motif: str) -> bytes:
    """A JPEG of 800 x 800."""
    chance = random.Random(hashlib.sha256(slug.encode()).digest())  # noqa: S311  only colours
    hue = chance.random()
    canvas = _background(hue, chance)
    shades = _shades((hue + 0.42 + chance.random() * 0.2) % 1.0)
    _shadow(canvas)
    MOTIFS[motif](ImageDraw.Draw(canvas), shades, chance)
    reduced = canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    stored = io.BytesIO()
    reduced.save(stored, "JPEG", quality=86, optimize=True)
    return stored.getvalue()


def _background(hue: float, chance: random.Random) -> Image.Image:
    """A soft gradient with two discs of light."""
    size = SIDE * _FINE
    top, bottom = _rgb(hue, 0.16, 0.98), _rgb((hue + 0.06) % 1.0, 0.34, 0.88)
    column = Image.new("RGB", (1, 2))
    column.putdata([top, bottom])
    canvas = column.resize((size, size), Image.Resampling.BICUBIC)
    light = Image.new("L", (size // 4, size // 4))
    draw = ImageDraw.Draw(light)
    for _ in range(2):
        x, y, r = (chance.randint(0, 400), chance.randint(0, 250), chance.randint(90, 170))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=70)
    light = light.filter(ImageFilter.GaussianBlur(26)).resize((size, size))
    return Image.composite(Image.new("RGB", (size, size), "white"), canvas, light)


def _shadow(canvas: Image.Image) -> None:
    size = canvas.width
    small = Image.new("L", (size // 4, size // 4))
    ImageDraw.Draw(small).ellipse((80, 292, 320, 344), fill=95)
    mask = small.filter(ImageFilter.GaussianBlur(12)).resize((size, size))
    canvas.paste((30, 26, 36), (0, 0), mask)


def _shades(hue: float) -> Shades:
    return Shades(
        light=_rgb(hue, 0.38, 0.95),
        main=_rgb(hue, 0.58, 0.80),
        dark=_rgb(hue, 0.66, 0.55),
        accent=_rgb((hue + 0.5) % 1.0, 0.55, 0.92),
        paper=(250, 246, 238),
    )


def _rgb(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
