/** Shades of the shop's colour that can be read, for either theme (WCAG 2.2: 4.5 to 1 for text). */

export type Rgb = readonly [red: number, green: number, blue: number]

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
const ENOUGH = 4.6

/** Read `#rgb` or `#rrggbb`; undefined for anything else. */
export function parseColour(text: string): Rgb | undefined {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text)
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text)
  const parts = short?.slice(1).map((digit) => digit + digit) ?? long?.slice(1)
  if (!parts) return undefined
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16))
  return [red, green, blue]
}

export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** From 1, the same, to 21, black on white. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** The colour, moved away from the background only as far as it takes to be read on it. */
export function readableOn(background: Rgb, colour: Rgb): Rgb {
  const end = luminance(background) > 0.18 ? BLACK : WHITE
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, end, share)
    if (contrast(candidate, background) >= ENOUGH) return candidate
  }
  return end
}

/** Black or white, whichever is read better on it. */
export function textOn(background: Rgb): Rgb {
  return contrast(WHITE, background) >= contrast(BLACK, background) ? WHITE : BLACK
}

export function mix(colour: Rgb, other: Rgb, share: number): Rgb {
  const [red, green, blue] = colour
  return [
    red + (other[0] - red) * share,
    green + (other[1] - green) * share,
    blue + (other[2] - blue) * share,
  ]
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
