import { describe, expect, it } from 'vitest'

import { offline, Problem, problemOf } from './problem.ts'

const BODY = {
  type: '/problems/validation_failed',
  title: 'Invalid',
  status: 422,
  code: 'validation_failed',
  errors: [
    { pointer: '#/shipping_address/city', code: 'missing', detail: 'required' },
    { pointer: '#/shipping_address/city', code: 'second', detail: 'later' },
    { parameter: 'limit', code: 'invalid', detail: 'too many' },
  ],
}

describe('a refusal', () => {
  it('is read from its document', async () => {
    const problem = await problemOf(Response.json(BODY, { status: 422 }))
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed', message: 'Invalid' })
  })

  it('tells the first thing wrong with each field', () => {
    const { fields } = new Problem(BODY)
    expect(Object.keys(fields)).toEqual(['shipping_address/city', 'limit'])
    expect(fields['shipping_address/city']?.code).toBe('missing')
  })

  it('knows when a repeat is welcome', async () => {
    const headers = { 'Retry-After': '7' }
    const problem = await problemOf(Response.json({ ...BODY, code: 'rate_limited' }, { status: 429, headers }))
    expect(problem.retryAfter).toBe(7)
  })

  it('is understood as unavailable where a proxy wrote a page of its own', async () => {
    const problem = await problemOf(new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(problem).toMatchObject({ status: 502, code: 'unavailable', retryAfter: undefined })
  })

  it('is called offline where nobody answered', () => {
    const cause = new TypeError('failed')
    expect(offline(cause)).toMatchObject({ status: 0, code: 'offline', cause })
  })
})
