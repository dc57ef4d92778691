import type { Palette } from '@mui/material/styles'

export function tooltipStyle({ background, divider, text }: Palette) {
  return {
    background: background.paper,
    color: text.primary,
    border: `1px solid ${divider}`,
    borderRadius: 8,
  }
}
