// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'

import { contrast, hex, mix, parseColour, readableOn, textOn, type Rgb } from './colours.ts'
import { brandShades, themeOf } from './theme.ts'

const WHITE: Rgb = [255, 255, 255]
const NIGHT: Rgb = [39, 43, 41]

describe('colours', () => {
  it('are read from hexadecimal, long and short', () => {
    expect(parseColour('#0F766E')).toEqual([15, 118, 110])
    expect(parseColour('#fff')).toEqual(WHITE)
    expect(parseColour('teal')).toBeUndefined()
    expect(parseColour('#12345')).toBeUndefined()
  })

  it('know the contrast of black on white', () => {
    expect(contrast([0, 0, 0], WHITE)).toBeCloseTo(21)
    expect(contrast(WHITE, WHITE)).toBe(1)
  })

  it('are left alone where they can be read', () => {
    expect(hex(readableOn(WHITE, [15, 118, 110]))).toBe('#0f766e')
  })

  it.each<Rgb>([[255, 255, 0], [0, 0, 0], [255, 255, 255], [128, 128, 128], [15, 118, 110]])(
    'can be read in either theme whatever a shop chooses: %s, %s, %s',
    (...primary) => {
      for (const background of [WHITE, NIGHT]) {
        const shade = readableOn(background, primary)
        expect(contrast(shade, background)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(textOn(shade), shade)).toBeGreaterThanOrEqual(4.5)
      }
    },
  )

  it('mix by their share', () => {
    expect(mix([0, 0, 0], [100, 200, 50], 0.5)).toEqual([50, 100, 25])
  })

  it('come as a shade for each theme', () => {
    expect(brandShades([15, 118, 110])['brand']).toMatch(/^light-dark\(#[\da-f]{6}, #[\da-f]{6}\)$/)
  })
})

it('takes a theme that it does not know for the device’s', () => {
  expect(themeOf('sepia')).toBe('auto')
  expect(themeOf('dark')).toBe('dark')
  expect(themeOf(undefined)).toBe('auto')
})
