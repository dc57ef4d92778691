// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'

import { LANGUAGES, NAMESPACES } from './language.ts'

interface Texts {
  readonly [key: string]: string | Texts
}

const catalogs = import.meta.glob<Texts>('../locales/*/*.json', { eager: true, import: 'default' })

function flat(texts: Texts, above = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value]] : Object.entries(flat(value, `${above}${key}.`)),
    ),
  )
}

function read(language: string, namespace: string): Readonly<Record<string, string>> {
  return flat(catalogs[`../locales/${language}/${namespace}.json`] ?? {})
}

function blanks(text: string): string {
  return [...text.matchAll(/{{\s*(\w+)[^}]*}}|<\/?\w+>/g)].map(([blank]) => blank).sort().join(' ')
}

describe.each(NAMESPACES)('the texts of %s', (namespace) => {
  const english = read('en', namespace)

  it('are there in English', () => {
    expect(Object.keys(english)).not.toHaveLength(0)
  })

  describe.each(LANGUAGES.filter((language) => language !== 'en'))('in %s', (language) => {
    const texts = read(language, namespace)

    it('are all there, and no others', () => {
      expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort())
    })

    it('are none of them empty', () => {
      expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([])
    })

    it('have the same blanks to be filled in', () => {
      const differing = Object.keys(texts).filter(
        (key) => !/_(one|other)$/.test(key) && blanks(texts[key] ?? '') !== blanks(english[key] ?? ''),
      )
      expect(differing).toEqual([])
    })
  })
})
