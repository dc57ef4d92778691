import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'

import { useShop } from '../../app/shop.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { legalTitle, paragraphs } from './legal.ts'
import { NotFound } from './NotFound.tsx'

export function Component() {
  useTranslation()
  const { name = '' } = useParams()
  const { legal } = useShop()
  const text = Object.hasOwn(legal, name) ? legal[name] : undefined
  if (text === undefined) return <NotFound />
  return (
    <article key={name} className="page max-w-3xl py-8">
      <PageTitle title={legalTitle(name)} />
      <div className="mt-6 grid gap-4 leading-relaxed">
        {paragraphs(text).map((paragraph) => <p key={paragraph} className="whitespace-pre-line">{paragraph}</p>)}
      </div>
    </article>
  )
}
