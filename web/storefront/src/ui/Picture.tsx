import type { components } from '@soko/client'
import { useState } from 'react'

import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'

type Image = components['schemas']['catalog_ImageOut']

interface PictureProps {
  readonly image: Image | undefined
  /** How wide it is shown, as the `sizes` attribute says it. */
  readonly sizes: string
  /** The page's main picture: fetched at once. */
  readonly first?: boolean
  /** Decoration beside the same words. */
  readonly decorative?: boolean
  readonly className?: string
}

/** A square picture whose place is kept while it loads. */
export function Picture({ image, sizes, first = false, decorative = false, className }: PictureProps) {
  const [lost, setLost] = useState<string>()
  const frame = classes('block aspect-square w-full overflow-hidden bg-raised object-cover', className)
  if (!image || lost === image.url) {
    return (
      <span className={classes(frame, 'grid place-items-center text-muted')}>
        <Icon name="picture" className="size-10" />
      </span>
    )
  }
  const largest = image.sizes.reduce<Image['sizes'][number] | undefined>(
    (best, size) => (best && best.width >= size.width ? best : size),
    undefined,
  )
  return (
    <img
      src={image.url}
      srcSet={image.sizes.map(({ url, width }) => `${url} ${String(width)}w`).join(', ') || undefined}
      sizes={sizes}
      width={largest?.width ?? 800}
      height={largest?.height ?? 800}
      alt={decorative ? '' : image.alt_text}
      loading={first ? 'eager' : 'lazy'}
      fetchPriority={first ? 'high' : 'auto'}
      decoding="async"
      onError={() => { setLost(image.url) }}
      className={frame}
    />
  )
}
