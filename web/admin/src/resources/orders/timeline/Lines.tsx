import { useTheme, type Theme } from '@mui/material/styles'

import type { Lane, Tone } from './lanes.ts'
import { pathOf, type Picture, type Row } from './layout.ts'

/** The drawing beside the words: a line a lane, a dot an entry, a curve a message. */
export function Lines({ picture }: { readonly picture: Picture }) {
  const theme = useTheme()
  const { rows, lines, links, width, height } = picture
  return (
    <svg width={width} height={height} viewBox={[0, 0, width, height].join(' ')} aria-hidden focusable="false">
      {lines.map(({ lane, x, from, to }) => (
        <line
          key={lane}
          x1={x}
          x2={x}
          y1={from}
          y2={to}
          stroke={laneColour(lane, theme)}
          strokeWidth={3}
          strokeLinecap="round"
          opacity={0.45}
        />
      ))}
      {links.map((link) => (
        <path
          key={link.id}
          d={pathOf(link)}
          fill="none"
          stroke={theme.palette.text.secondary}
          strokeWidth={1.25}
          strokeDasharray="3 3"
          opacity={0.7}
        />
      ))}
      {rows.map((row) => (
        <Dot key={row.y} row={row} theme={theme} />
      ))}
    </svg>
  )
}

function Dot({ row, theme }: { readonly row: Row; readonly theme: Theme }) {
  const own = laneColour(row.lane, theme)
  const colour = toneColour(row.tone, theme) ?? own
  const told = row.entry.kind === 'message_out' || row.entry.kind === 'message_in'
  return (
    <circle
      cx={row.x}
      cy={row.y}
      r={told ? 4 : 6.5}
      fill={told ? theme.palette.background.paper : colour}
      stroke={colour}
      strokeWidth={2}
    />
  )
}

export function laneColour(lane: Lane, { palette }: Theme): string {
  const colours: Readonly<Record<Lane, string>> = {
    order: palette.primary.main,
    payment: palette.info.main,
    stock: palette.warning.main,
    mail: palette.text.secondary,
    other: palette.text.disabled,
  }
  return colours[lane]
}

function toneColour(tone: Tone, { palette }: Theme): string | undefined {
  if (tone === 'bad') return palette.error.main
  return tone === 'warning' ? palette.warning.dark : undefined
}
