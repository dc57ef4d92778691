import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'

import { useCurrency } from '../../app/currency.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { classes } from '../../ui/classes.ts'
import { SelectField } from '../../ui/SelectField.tsx'
import { countOf, filtersOf, SORTS, withFilters, type Filters as Chosen } from './filters.ts'
import { PriceRange } from './PriceRange.tsx'

/** The filters stand in the page's address: it can be sent on, reloaded and gone back from. */
export function Filters({ byRelevance = false }: { readonly byRelevance?: boolean }) {
  const { t } = useTranslation('catalog')
  const [currency] = useCurrency()
  const [query, setQuery] = useSearchParams()
  const [open, setOpen] = useState(false)
  const filters = filtersOf(query)
  const change = (part: Partial<Chosen>) =>
    setQuery(withFilters(query, { ...filters, ...part }), { preventScrollReset: true })
  const count = countOf(filters)
  return (
    <div className="grid gap-4 border-y border-line py-4 sm:flex sm:flex-wrap sm:items-end sm:gap-x-6">
      <div className="flex items-end gap-3">
        <SelectField
          label={t('filter.sort')}
          required
          className="grow sm:w-52"
          value={filters.sort}
          onChange={(sort) => change({ sort })}
          options={[
            { value: '', label: byRelevance ? t('sort.relevance') : t('sort.-created_at') },
            ...SORTS.slice(byRelevance ? 0 : 1).map((sort) => ({ value: sort, label: t(`sort.${sort}`) })),
          ]}
        />
        <Button variant="secondary" className="sm:hidden" aria-expanded={open} onClick={() => setOpen(!open)}>
          {count > 0 ? t('filter.some', { count }) : t('filter.title')}
        </Button>
      </div>
      <div className={classes('grid gap-4 sm:flex sm:flex-wrap sm:items-end sm:gap-x-6', !open && 'max-sm:hidden')}>
        <PriceRange
          key={`${filters.from} ${filters.to} ${currency}`}
          from={filters.from}
          to={filters.to}
          currency={currency}
          change={change}
        />
        <Checkbox label={t('filter.in_stock')} checked={filters.inStock} onChange={(inStock) => change({ inStock })} />
        {count > 0 && (
          <Button variant="ghost" onClick={() => change({ inStock: false, from: '', to: '' })}>{t('filter.clear')}</Button>
        )}
      </div>
    </div>
  )
}
