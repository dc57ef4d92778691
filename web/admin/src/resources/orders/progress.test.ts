import { describe, expect, it } from 'vitest'

import { stagesOf } from './progress.ts'
import type { Entry } from './timeline/lanes.ts'

const begun = '2026-11-22T12:00:00Z'

function step(title: string, minute: number): Entry {
  return { at: `2026-11-22T12:0${String(minute)}:00Z`, source: 'orders', kind: 'step', title, detail: {} }
}

const told = [step('begin: pending → processing', 1), step('captured: processing → success', 2)]

describe('the progress of an order', () => {
  it('tells when it came where, and what lies ahead', () => {
    const stages = stagesOf('success', begun, told)
    expect(stages.map(({ status, at }) => [status, at?.slice(14, 16)])).toEqual([
      ['pending', '00'],
      ['processing', '01'],
      ['success', '02'],
      ['shipped', undefined],
      ['delivered', undefined],
    ])
    expect(stages.filter(({ current }) => current).map(({ status }) => status)).toEqual(['success'])
  })

  it('ends where it was cancelled', () => {
    const stages = stagesOf('cancelled', begun, [...told, step('staff_cancel: success → cancelled', 3)])
    expect(stages.map(({ status }) => status)).toEqual(['pending', 'processing', 'success', 'cancelled'])
  })

  it('knows nothing of steps that moved nothing', () => {
    const stages = stagesOf('pending', begun, [step('watchdog: ignored, pending', 1)])
    expect(stages.filter(({ at }) => at).map(({ status }) => status)).toEqual(['pending'])
  })
})
