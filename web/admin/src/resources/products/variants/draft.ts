import type { Money } from '@soko/client'

import { isMoney, type Price } from '../../../ui/prices.ts'
import type { Variant } from '../types.ts'

export interface OptionRow {
  readonly name: string
  readonly value: string
}

/** A variant as it stands in the dialog: texts until they are sent. */
export interface Draft {
  readonly sku: string
  readonly options: readonly OptionRow[]
  readonly prices: readonly Price[]
  readonly weight: string
  readonly stock: string
}

export type Wrongs = Readonly<Record<string, string>>

const SKU = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/
const OPTION = /^[a-z][a-z0-9_]{0,29}$/
const NUMBER = /^\d{1,7}$/

export function draftOf(variant: Variant | undefined): Draft {
  const options = Object.entries(variant?.options ?? {}).map(([name, value]) => ({ name, value }))
  return {
    sku: variant?.sku ?? '',
    options: options.length > 0 || variant ? options : [{ name: '', value: '' }],
    prices: variant?.own_prices ?? [],
    weight: variant?.weight_grams?.toString() ?? '',
    stock: '0',
  }
}

/** What the API would refuse, as the words to say; by field, `option.0.name` for options. */
export function wrongs({ sku, options, prices, weight, stock }: Draft): Wrongs {
  const found: Record<string, string> = {}
  if (!SKU.test(sku.trim())) found['sku'] = 'sku_wrong'
  for (const [place, { name, value }] of options.entries()) {
    if (!name.trim() && !value.trim()) continue
    if (!OPTION.test(name.trim())) found[`option.${place}.name`] = 'option_wrong'
    if (!value.trim()) found[`option.${place}.value`] = 'value_needed'
  }
  if (!prices.every(isMoney)) found['prices'] = ''
  if (weight.trim() && !NUMBER.test(weight.trim())) found['weight'] = 'number_wrong'
  if (!NUMBER.test(stock.trim())) found['stock'] = 'number_wrong'
  return found
}

export function added(draft: Draft) {
  return { ...common(draft), options: given(draft.options), initial_stock: Number(draft.stock) }
}

/** An option that was taken out is null, which is how a merge patch says it. */
export function patched(draft: Draft, before: Variant) {
  const gone = Object.fromEntries(Object.keys(before.options).map((name) => [name, null]))
  return { ...common(draft), options: { ...gone, ...given(draft.options) } }
}

function common({ sku, prices, weight }: Draft) {
  const readable: readonly Money[] = prices.filter(isMoney)
  return { sku: sku.trim(), prices: [...readable], weight_grams: weight.trim() ? Number(weight) : null }
}

function given(options: readonly OptionRow[]): Record<string, string> {
  const filled = options.map(({ name, value }) => [name.trim(), value.trim()] as const)
  return Object.fromEntries(filled.filter(([name]) => name))
}
