import i18next from 'i18next'

/** What a legal text of the settings is called; a shop may have others than those known here. */
export function legalTitle(name: string): string {
  const key = `legal.${name}`
  if (i18next.exists(key)) return i18next.t(key)
  const words = name.replaceAll(/[_-]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Paragraphs stand apart by an empty line. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
}
