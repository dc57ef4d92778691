import { hex, mix, parseColour, readableOn, textOn, type Rgb } from './colours.ts'
import { stored } from './stored.ts'

export const THEMES = ['auto', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

/** Undefined is like the device. */
export const chosenTheme = stored('soko.theme')

export function themeOf(chosen: string | undefined): Theme {
  return THEMES.find((theme) => theme === chosen) ?? 'auto'
}

/** Have the page look as chosen, now and whenever the choice changes. */
export function applyTheme(): void {
  const apply = () => {
    const theme = themeOf(chosenTheme.get())
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }
  apply()
  chosenTheme.subscribe(apply)
}

// The backgrounds of styles.css that text in the shop's colour may stand on: the hardest of each theme.
const LIGHT: Rgb = [241, 239, 234]
const DARK: Rgb = [39, 43, 41]

/** Lay the shop's own colours over the page's, in shades that can be read in either theme. */
export function applyColours(colours: Readonly<Record<string, string>>): void {
  const primary = parseColour(colours['primary'] ?? '')
  if (!primary) return
  for (const [name, value] of Object.entries(brandShades(primary))) {
    document.documentElement.style.setProperty(`--color-${name}`, value)
  }
}

export function brandShades(primary: Rgb): Readonly<Record<string, string>> {
  const light = readableOn(LIGHT, primary)
  const dark = readableOn(DARK, primary)
  const stronger = (colour: Rgb): Rgb => mix(colour, textOn(colour)[0] === 255 ? [0, 0, 0] : [255, 255, 255], 0.18)
  const both = (one: Rgb, other: Rgb) => `light-dark(${hex(one)}, ${hex(other)})`
  return {
    brand: both(light, dark),
    'brand-strong': both(stronger(light), stronger(dark)),
    'on-brand': both(textOn(light), textOn(dark)),
    'brand-text': both(light, dark),
  }
}
