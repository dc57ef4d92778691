"""What the pictures show: plain shapes on a canvas of 1600 x 1600, standing on y = 1270."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shades:
    """The colours of one picture."""

    light: Colour
    main: Colour
    dark: Colour
    accent: Colour
    paper: Colour


def pot(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A round-bellied pot with a long neck."""
    draw.arc((980, 620, 1300, 1060), 270, 100, fill=shades.dark, width=58)
    draw.polygon([(480, 760), (300, 560), (360, 530), (600, 700)], fill=shades.dark)
    draw.ellipse((430, 560, 1130, 1270), fill=shades.main)
    draw.ellipse((520, 640, 800, 1000), fill=shades.light)
    draw.rounded_rectangle((680, 330, 880, 660), 60, fill=shades.main)
    draw.rounded_rectangle((650, 280, 910, 370), 45, fill=shades.dark)
    _band(draw, (455, 940, 1105, 1000), shades.accent, chance)


def mug(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A mug with its handle to the right."""
    draw.arc((980, 640, 1340, 1080), 250, 110, fill=shades.dark, width=70)
    draw.rounded_rectangle((440, 480, 1100, 1270), 90, fill=shades.main)
    draw.rounded_rectangle((500, 560, 640, 1190), 60, fill=shades.light)
    draw.ellipse((440, 430, 1100, 560), fill=shades.dark)
    draw.ellipse((480, 455, 1060, 540), fill=(74, 47, 32))
    _band(draw, (440, 980, 1100, 1060), shades.accent, chance)


def basket(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A woven basket with two grips."""
    draw.arc((560, 330, 1040, 900), 180, 360, fill=shades.dark, width=44)
    draw.polygon([(330, 640), (1270, 640), (1120, 1270), (480, 1270)], fill=shades.main)
    for row in range(7):
        y = 680 + row * 84
        inset = round((y - 640) * 0.238)
        _weave(draw, (330 + inset, y, 1270 - inset, y + 52), shades, chance)
    draw.rounded_rectangle((300, 590, 1300, 680), 45, fill=shades.dark)


def lamp(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A table lamp under a wide shade."""
    draw.rounded_rectangle((765, 700, 835, 1230), 30, fill=shades.dark)
    draw.ellipse((560, 1170, 1040, 1290), fill=shades.dark)
    draw.ellipse((620, 640, 980, 900), fill=(255, 236, 178))
    draw.polygon([(600, 330), (1000, 330), (1200, 780), (400, 780)], fill=shades.main)
    draw.polygon([(640, 330), (740, 330), (640, 780), (480, 780)], fill=shades.light)
    _band(draw, (420, 710, 1180, 750), shades.accent, chance)


def cloth(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A folded stack of cloth with a fringe."""
    for layer, colour in enumerate((shades.dark, shades.main, shades.light)):
        y = 1060 - layer * 230
        draw.rounded_rectangle((360, y, 1240, y + 210), 90, fill=colour)
        for stripe in range(3):
            x = 520 + stripe * 220 + chance.randint(-30, 30)
            draw.rectangle((x, y, x + 60, y + 210), fill=shades.accent)
    for x in range(380, 1240, 40):
        draw.line((x, 1270, x + chance.randint(-8, 8), 1330), fill=shades.dark, width=10)


def shirt(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A shirt with short sleeves."""
    body = [(560, 420), (1040, 420), (1330, 640), (1210, 830), (1090, 760), (1090, 1270)]
    body += [(510, 1270), (510, 760), (390, 830), (270, 640)]
    draw.polygon(body, fill=shades.main)
    for _ in range(26):
        x, y, r = chance.randint(560, 1040), chance.randint(520, 1210), chance.randint(14, 34)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=shades.light)
    draw.polygon([(660, 420), (940, 420), (800, 640)], fill=shades.paper)
    draw.line((800, 640, 800, 1270), fill=shades.dark, width=10)
    for y in range(720, 1260, 120):
        draw.ellipse((786, y, 814, y + 28), fill=shades.accent)


def bag(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A bag with a long strap and a flap."""
    draw.arc((520, 250, 1080, 1000), 180, 360, fill=shades.dark, width=46)
    draw.rounded_rectangle((360, 620, 1240, 1270), 110, fill=shades.main)
    draw.rounded_rectangle((360, 620, 1240, 940), 110, fill=shades.light)
    _band(draw, (380, 1080, 1220, 1150), shades.accent, chance)
    draw.rounded_rectangle((730, 880, 870, 1010), 30, fill=shades.dark)


def sandal(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A pair of sandals from above."""
    for left in (400, 850):
        draw.rounded_rectangle((left, 380, left + 350, 1270), 170, fill=shades.dark)
        draw.rounded_rectangle((left + 30, 410, left + 320, 1240), 145, fill=shades.paper)
        draw.polygon(
            [(left, 760), (left + 175, 520), (left + 350, 760), (left + 350, 850), (left, 850)],
            fill=shades.main,
        )
        for bead in range(6):
            x = left + 40 + bead * 54 + chance.randint(-6, 6)
            draw.ellipse((x - 16, 780, x + 16, 812), fill=shades.accent)


def battery(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A power bank with its lights."""
    draw.rounded_rectangle((520, 360, 1080, 1270), 90, fill=shades.dark)
    draw.rounded_rectangle((550, 390, 1050, 1240), 70, fill=shades.main)
    draw.rounded_rectangle((700, 330, 900, 400), 24, fill=shades.paper)
    for light in range(4):
        lit = light <= chance.randint(1, 3)
        y = 1120 - light * 90
        draw.rounded_rectangle(
            (640, y, 960, y + 56), 28, fill=shades.accent if lit else shades.dark
        )
    draw.polygon([(830, 470), (700, 680), (790, 680), (760, 830), (900, 610), (810, 610)], "white")


def speaker(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A box with two cones."""
    draw.rounded_rectangle((480, 300, 1120, 1270), 90, fill=shades.dark)
    for (y, r), turn in zip(((560, 140), (940, 240)), (chance.randint(0, 40), 20), strict=True):
        draw.ellipse((800 - r, y - r, 800 + r, y + r), fill=shades.main)
        draw.ellipse((800 - r * 0.7, y - r * 0.7, 800 + r * 0.7, y + r * 0.7), fill=shades.light)
        draw.ellipse((800 - r * 0.3, y - r * 0.3, 800 + r * 0.3, y + r * 0.3), fill=shades.accent)
        box = (800 - r * 0.88, y - r * 0.88, 800 + r * 0.88, y + r * 0.88)
        draw.arc(box, 200 + turn, 260 + turn, fill=shades.paper, width=12)


def bottle(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A bottle with a label."""
    draw.rounded_rectangle((700, 280, 900, 430), 30, fill=shades.dark)
    draw.rounded_rectangle((560, 420, 1040, 1270), 130, fill=shades.main)
    draw.rounded_rectangle((610, 500, 690, 1190), 40, fill=shades.light)
    draw.rounded_rectangle((600, 760, 1000, 1090), 30, fill=shades.paper)
    for leaf in range(3):
        x = 700 + leaf * 100
        lean = chance.randint(-20, 20)
        draw.polygon([(x, 1020), (x - 40, 900 + lean), (x, 830), (x + 40, 900 - lean)], shades.dark)


def beans(draw: ImageDraw, shades: Shades, chance: random.Random) -> None:
    """A bag of coffee with beans before it."""
    draw.polygon([(500, 420), (1100, 420), (1150, 1270), (450, 1270)], fill=shades.main)
    draw.rounded_rectangle((480, 330, 1120, 450), 30, fill=shades.dark)
    draw.rounded_rectangle((600, 600, 1000, 940), 40, fill=shades.paper)
    draw.ellipse((720, 660, 880, 880), fill=(92, 58, 38))
    draw.line((800, 670, 780, 770, 820, 870), fill=shades.paper, width=12)
    for _ in range(14):
        x, y = chance.randint(300, 1250), chance.randint(1180, 1330)
        draw.ellipse((x, y, x + 70, y + 46), fill=(92, 58, 38))
        draw.arc((x + 20, y - 10, x + 50, y + 56), 90, 270, fill=(52, 32, 20), width=6)


def _band(
    draw: ImageDraw, box: tuple[int, int, int, int], colour: Colour, chance: random.Random
) -> None:
    """A band of triangles, as they are woven and painted everywhere."""
    left, top, right, bottom = box
    step = chance.choice((40, 50, 64))
    for x in range(left + step // 2, right - step, step):
        draw.polygon([(x, bottom), (x + step // 2, top), (x + step, bottom)], fill=colour)


def _weave(
    draw: ImageDraw, box: tuple[int, int, int, int], shades: Shades, chance: random.Random
) -> None:
    left, top, right, bottom = box
    colours = (shades.light, shades.accent, shades.dark)
    for x in range(left, right - 40, 56):
        draw.rounded_rectangle((x, top, x + 44, bottom), 16, fill=chance.choice(colours))


MOTIFS: dict[str, Callable[[ImageDraw, Shades, random.Random], None]] = {
    "pot": pot,
    "mug": mug,
    "basket": basket,
    "lamp": lamp,
    "cloth": cloth,
    "shirt": shirt,
    "bag": bag,
    "sandal": sandal,
    "battery": battery,
    "speaker": speaker,
    "bottle": bottle,
    "beans": beans,
}
