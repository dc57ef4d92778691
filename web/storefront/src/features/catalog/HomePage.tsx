import { useTranslation } from 'react-i18next'

import { useCurrency } from '../../app/currency.ts'
import { useShop } from '../../app/shop.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { CategoryTiles } from './CategoryTiles.tsx'
import { ProductGrid } from './ProductGrid.tsx'
import { Weave } from './Weave.tsx'

export function Component() {
  const { t } = useTranslation('catalog')
  const { name } = useShop()
  const [currency] = useCurrency()
  return (
    <div className="page grid gap-12 py-6 sm:py-8">
      <section className="relative grid gap-3 overflow-hidden rounded-3xl bg-brand-soft px-6 py-9 sm:px-12 sm:py-14">
        <Weave className="absolute inset-y-0 right-0 hidden h-full w-2/5 text-brand-text lg:block" />
        <PageTitle title={name} className="sm:text-5xl">{t('home.title', { shop: name })}</PageTitle>
        <p className="max-w-xl text-lg text-muted">{t('home.text')}</p>
      </section>
      <section aria-labelledby="featured" className="grid gap-5">
        <h2 id="featured" className="text-2xl font-bold">{t('home.featured')}</h2>
        <ProductGrid
          listing={{ featured: true, currency }}
          places={12}
          empty={<EmptyState icon="cart" title={t('home.none')} text={t('home.none_text')} />}
        />
      </section>
      <section aria-labelledby="categories" className="grid gap-5">
        <h2 id="categories" className="text-2xl font-bold">{t('home.categories')}</h2>
        <CategoryTiles />
      </section>
    </div>
  )
}
