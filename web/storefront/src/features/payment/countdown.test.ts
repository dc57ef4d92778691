// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clockText, useCountdown } from './countdown.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T10:00:00Z') })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the countdown', () => {
  it('ticks down to 0 and then stands still', () => {
    const { result } = renderHook(() => useCountdown('2026-03-01T10:00:03Z'))
    expect(result.current).toBe(3)
    act(() => {
      vi.advanceTimersByTime(2000)
    })
    expect(result.current).toBe(1)
    act(() => {
      vi.advanceTimersByTime(10_000)
    })
    expect(result.current).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('goes by the server where this clock is wrong', () => {
    const { result } = renderHook(() => useCountdown('2026-03-01T11:00:05Z', 3_600_000))
    expect(result.current).toBe(5)
  })

  it('is nothing without a deadline', () => {
    expect(renderHook(() => useCountdown(null)).result.current).toBeUndefined()
  })

  it('reads like a clock', () => {
    expect([0, 7, 67, 299].map(clockText)).toEqual(['0:00', '0:07', '1:07', '4:59'])
  })
})
