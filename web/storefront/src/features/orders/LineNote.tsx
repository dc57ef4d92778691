import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'

interface LineNoteProps {
  readonly options: Readonly<Record<string, string>>
  readonly quantity: number
}

/** Which of a product, and how many, in small under its name. */
export function LineNote({ options, quantity }: LineNoteProps) {
  const { t } = useTranslation('checkout')
  const words = [...Object.values(options), t('summary.quantity', { count: quantity })]
  return (
    <p className="text-sm text-muted">
      {words.map((word, place) => (
        <Fragment key={word}>
          {place > 0 && ' · '}
          <span className="whitespace-nowrap">{word}</span>
        </Fragment>
      ))}
    </p>
  )
}
