import { useEffect, useState } from 'react'

/**
 * Whole seconds until that instant, ticking; 0 once it is past, undefined without one.
 * `skew` is how many milliseconds the server's clock is ahead of this one: phones' clocks go wrong.
 */
export function useCountdown(deadline: string | null | undefined, skew = 0): number | undefined {
  const [now, setNow] = useState(() => Date.now())
  const until = deadline ? Date.parse(deadline) : undefined
  const left = until === undefined ? undefined : secondsLeft(until, now + skew)
  const isRunning = left !== undefined && left > 0
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return left
}

export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000))
}

/** As people read a clock: `4:07`. */
export function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${String(minutes)}:${String(seconds % 60).padStart(2, '0')}`
}
