import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { useProblemText } from '../../i18n/problem.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Money } from '../../ui/Money.tsx'
import { Quantity } from '../../ui/Quantity.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useQuantity } from './changes.ts'
import { cartOpen } from './open.ts'
import { isPending, type Item } from './optimistic.ts'

/** The API takes no more than this at once. */
const MOST = 100

export function CartLine({ item }: { readonly item: Item }) {
  const { t } = useTranslation('cart')
  const words = useProblemText()
  const { mutate, error } = useQuantity()
  const name = item.name ?? t('gone')
  const change = (quantity: number) => mutate({ itemId: item.id, quantity })
  return (
    <li className="grid grid-cols-[5rem_1fr] gap-x-4 gap-y-2">
      <LinePicture url={item.image_url} />
      <div className="grid min-w-0 content-start gap-2">
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <LineName name={name} slug={item.slug} />
            <p className="text-sm text-muted">{Object.values(item.options).join(' · ')}</p>
          </div>
          {item.line_total && <span className="font-semibold"><Money money={item.line_total} /></span>}
        </div>
        <div className="flex items-center justify-between gap-2">
          {isPending(item) ? (
            <Skeleton className="h-11 w-32 rounded-full" />
          ) : (
            <>
              <Quantity value={item.quantity} onChange={change} min={1} max={MOST} of={name} />
              <button
                type="button"
                aria-label={t('remove', { name })}
                onClick={() => change(0)}
                className="grid size-11 cursor-pointer place-items-center rounded-full text-muted hover:bg-raised hover:text-bad"
              >
                <Icon name="trash" className="size-5" />
              </button>
            </>
          )}
        </div>
        {error && <p role="alert" className="text-sm text-bad">{words(error)}</p>}
        {item.warnings.map((warning) => (
          <p key={warning} className="flex items-start gap-1.5 text-sm text-warn">
            <Icon name="warning" className="mt-px size-4.5" />
            {t(`warning.${warning}`)}
          </p>
        ))}
      </div>
    </li>
  )
}

function LinePicture({ url }: { readonly url: string | null }) {
  const frame = 'size-20 rounded-xl bg-raised object-cover'
  return url ? (
    <img src={url} alt="" width={80} height={80} loading="lazy" decoding="async" className={frame} />
  ) : (
    <span className={`${frame} grid place-items-center text-muted`}><Icon name="picture" /></span>
  )
}

function LineName({ name, slug }: { readonly name: string; readonly slug: string | null }) {
  if (!slug) return <span className="font-medium">{name}</span>
  return (
    <Link to={`/p/${slug}`} onClick={() => cartOpen.set(false)} className="font-medium hover:underline">
      {name}
    </Link>
  )
}
