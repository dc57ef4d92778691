import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { classes } from '../../ui/classes.ts'
import { Picture } from '../../ui/Picture.tsx'
import type { Product } from './queries.ts'

const WIDE = '(min-width: 80rem) 37rem, (min-width: 48rem) 46vw, 92vw'

/** Pictures side by side in a strip that is swiped, with small ones below to jump by. */
export function Gallery({ images, name }: Pick<Product, 'images' | 'name'>) {
  const { t } = useTranslation('catalog')
  const strip = useRef<HTMLUListElement>(null)
  const [shown, setShown] = useState(0)
  if (images.length < 2) return <Picture image={images[0]} sizes={WIDE} first className="rounded-3xl" />
  const show = (place: number) => {
    const at = strip.current
    at?.scrollTo({ left: place * at.clientWidth, behavior: 'smooth' })
    setShown(place)
  }
  return (
    <section aria-label={t('product.pictures', { name })} className="grid gap-3">
      <ul
        ref={strip}
        onScroll={({ currentTarget: at }) => setShown(Math.round(at.scrollLeft / at.clientWidth))}
        className="flex snap-x snap-mandatory overflow-x-auto rounded-3xl [scrollbar-width:none]"
      >
        {images.map((image, place) => (
          <li key={image.id} className="w-full shrink-0 snap-center">
            <Picture image={image} sizes={WIDE} first={place === 0} />
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-2.5">
        {images.map((image, place) => (
          <li key={image.id}>
            <button
              type="button"
              aria-label={t('product.picture', { number: place + 1, of: images.length })}
              aria-pressed={place === shown}
              onClick={() => show(place)}
              className={classes(
                'block size-16 cursor-pointer overflow-hidden rounded-xl border-2',
                place === shown ? 'border-brand-text' : 'border-transparent hover:border-edge',
              )}
            >
              <Picture image={image} sizes="4rem" decorative />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
