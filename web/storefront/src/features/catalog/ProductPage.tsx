import { Problem } from '@soko/client'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'

import { useCurrency } from '../../app/currency.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Price } from '../../ui/Price.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { NotFound } from '../layout/NotFound.tsx'
import { Breadcrumbs } from './Breadcrumbs.tsx'
import { BuyBox } from './BuyBox.tsx'
import { Gallery } from './Gallery.tsx'
import { productQuery, type Product } from './queries.ts'
import { translated } from './translated.ts'
import { VariantPicker } from './VariantPicker.tsx'
import { chosenVariant } from './variants.ts'

const TWO = 'grid gap-x-12 gap-y-6 md:grid-cols-2 md:items-start'

export function Component() {
  const { slug = '' } = useParams()
  const [currency] = useCurrency()
  const { data: product, error, refetch } = useQuery(productQuery(slug, currency))
  if (error instanceof Problem && error.status === 404) return <NotFound />
  if (error && !product) return <ErrorState problem={error} retry={() => void refetch()} />
  return product ? <Shown key={product.id} product={product} /> : <ProductSkeleton />
}

function Shown({ product }: { readonly product: Product }) {
  const { i18n } = useTranslation()
  const [query, setQuery] = useSearchParams()
  const variant = chosenVariant(product.variants, query.get('variant'))
  const name = translated(product, 'name', i18n.language)
  const text = translated(product, 'description', i18n.language)
  return (
    <div className="page grid gap-5 py-6">
      <Breadcrumbs categoryId={product.category.id} />
      <div className={TWO}>
        <Gallery images={product.images} name={name} />
        <div className="grid gap-6 md:max-w-xl">
          <PageTitle title={name} />
          <Price
            large
            price={variant?.price ?? product.price}
            before={variant ? variant.compare_at_price : product.compare_at_price}
          />
          {variant && product.variants.length > 1 && (
            <VariantPicker
              variants={product.variants}
              chosen={variant}
              choose={({ sku }) => setQuery({ variant: sku }, { replace: true, preventScrollReset: true })}
            />
          )}
          <BuyBox key={variant?.id} product={product} variant={variant} />
          <Description text={text} />
        </div>
      </div>
    </div>
  )
}

function Description({ text }: { readonly text: string }) {
  const { t } = useTranslation('catalog')
  if (!text) return null
  return (
    <section aria-labelledby="description" className="grid gap-2 border-t border-line pt-5">
      <h2 id="description" className="text-lg font-bold">{t('product.description')}</h2>
      <div className="leading-relaxed whitespace-pre-line text-muted">{text}</div>
    </section>
  )
}

function ProductSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" className="page grid gap-5 py-6">
      <span className="sr-only">{t('state.loading')}</span>
      <Skeleton className="h-7 w-56" />
      <div className={TWO}>
        <Skeleton className="aspect-square w-full rounded-3xl" />
        <div className="grid gap-6">
          <Skeleton className="h-10 w-4/5" />
          <Skeleton className="h-9 w-40" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-11 w-52" />
        </div>
      </div>
    </div>
  )
}
