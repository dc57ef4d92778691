import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { Picture } from '../../ui/Picture.tsx'
import { Price } from '../../ui/Price.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Badge } from './Badge.tsx'
import type { ProductItem } from './queries.ts'

const SIZES = '(min-width: 80rem) 18rem, (min-width: 64rem) 23vw, (min-width: 40rem) 30vw, 45vw'

export function ProductCard({ product, first }: { readonly product: ProductItem; readonly first: boolean }) {
  return (
    <li className="group relative">
      <div className="relative overflow-hidden rounded-2xl">
        <Picture
          image={product.images[0]}
          sizes={SIZES}
          first={first}
          decorative
          className="transition-transform duration-300 group-hover:scale-[1.03] motion-reduce:transform-none"
        />
        <Marks product={product} />
      </div>
      <div className="mt-2.5 grid gap-0.5">
        <Link
          to={`/p/${product.slug}`}
          className="line-clamp-2 font-medium group-hover:underline after:absolute after:inset-0 after:rounded-2xl"
        >
          {product.name}
        </Link>
        <Price price={product.price} before={product.compare_at_price} />
      </div>
    </li>
  )
}

function Marks({ product: { in_stock: inStock, price, compare_at_price: before } }: { readonly product: ProductItem }) {
  const { t } = useTranslation('catalog')
  const less = price && before ? Math.round((1 - price.amount / before.amount) * 100) : 0
  return (
    <div className="absolute top-2 left-2 flex gap-1.5">
      {!inStock && <Badge>{t('stock.none')}</Badge>}
      {inStock && less > 0 && <Badge strong>{t('price.less', { percent: less })}</Badge>}
    </div>
  )
}

export function CardSkeleton() {
  return (
    <li>
      <Skeleton className="aspect-square w-full rounded-2xl" />
      <div className="mt-2.5 grid gap-0.5">
        <span className="flex h-6 items-center"><Skeleton className="h-4 w-4/5" /></span>
        <span className="flex h-6 items-center"><Skeleton className="h-4 w-2/5" /></span>
      </div>
    </li>
  )
}
