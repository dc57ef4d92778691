// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { draftOver, dropNotes, keepDraft } from './draft.ts'

const initial = { email: '', city: '', notes: '', save: false }

beforeEach(() => {
  sessionStorage.clear()
})

describe('the draft of a checkout', () => {
  it('is there again after a reload', () => {
    keepDraft({ ...initial, city: 'Kisumu', save: true })
    expect(draftOver(initial)).toEqual({ ...initial, city: 'Kisumu', save: true })
  })

  it('brings nothing that the form does not know', () => {
    keepDraft({ city: 'Kisumu', colour: 'red', save: 'yes' })
    expect(draftOver(initial)).toEqual({ ...initial, city: 'Kisumu' })
  })

  it('is empty where it cannot be read', () => {
    sessionStorage.setItem('soko.checkout', '{')
    expect(draftOver(initial)).toEqual(initial)
  })

  it('forgets the note with the order it was for', () => {
    keepDraft({ ...initial, city: 'Kisumu', notes: 'Ring twice' })
    dropNotes()
    expect(draftOver(initial)).toMatchObject({ city: 'Kisumu', notes: '' })
  })
})
