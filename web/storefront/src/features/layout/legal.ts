import i18next from 'i18next'

/** What a legal text of the settings is called; a shop may have others than those known here. */
export function legalTitle(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ')
  const defaultValue = words.charAt(0).toUpperCase() + words.slice(1)
  return i18next.t(`legal.${name}`, { defaultValue })
}

/** Paragraphs stand apart by an empty line. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter(Boolean)
}
