import { describe, expect, it } from 'vitest'
import { loginFor, nextOf } from './next.ts'

const after = (next: string) => nextOf(new URLSearchParams({ next }))

describe('where one goes after signing in', () => {
  it('is where one was', () => {
    const { searchParams } = new URL(loginFor('/orders?x=1#a'), 'https://shop.example')
    expect(nextOf(searchParams)).toBe('/orders?x=1#a')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', '/\t/evil.example'])(
    'is never %j',
    (next) => {
      expect(after(next)).toBe('/')
    },
  )

  it('is the first page where nobody said', () => {
    expect(nextOf(new URLSearchParams())).toBe('/')
  })
})
