const STEPS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const

/** How long ago, in the largest unit that fits: "3 h", "2 d"; "now" below a minute. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000)
  return spell(seconds) ?? 'now'
}

/** A span of so many seconds: "12 s", "3 min". */
export function span(seconds: number): string {
  return spell(seconds) ?? `${String(Math.round(seconds))} s`
}

function spell(seconds: number): string | undefined {
  for (const [unit, size] of STEPS) {
    if (seconds >= size) return `${String(Math.floor(seconds / size))} ${unit}`
  }
  return undefined
}
