import { describe, expect, it } from 'vitest'

import { orNull, unchangedSince, wrongs, type Field } from './action.ts'

const fields: readonly Field[] = [
  { name: 'carrier', label: 'Carrier', required: true },
  { name: 'note', label: 'Note', wrong: (text) => (text === 'bad' ? 'Not that' : undefined) },
]

describe('what a dialog asks for', () => {
  it('names what is needed and missing, spaces being nothing', () => {
    expect(wrongs(fields, { carrier: '  ' })).toEqual({ carrier: 'Carrier is needed' })
  })

  it('asks a field of its own only about what was written', () => {
    expect(wrongs(fields, { carrier: 'DHL', note: '' })).toEqual({})
    expect(wrongs(fields, { carrier: 'DHL', note: 'bad' })).toEqual({ note: 'Not that' })
  })

  it('sends nothing as null', () => {
    expect(orNull('  ')).toBeNull()
    expect(orNull(undefined)).toBeNull()
    expect(orNull(' torn box ')).toBe('torn box')
  })

  it('writes a version as the API compares it', () => {
    expect(unchangedSince(7)).toEqual({ 'if-match': '"7"' })
  })
})
