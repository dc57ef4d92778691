import type { Product, Variant } from './queries.ts'

/** The names of the options, as `colour`, in the order in which they appear. */
export function optionNames(variants: readonly Variant[]): readonly string[] {
  return [...new Set(variants.flatMap(({ options }) => Object.keys(options)))]
}

/** What one option can be. */
export function optionValues(variants: readonly Variant[], name: string): readonly string[] {
  const values = variants.map(({ options }) => options[name]).filter((value) => value !== undefined)
  return [...new Set(values)]
}

/** The variant that the address names, else the first that can be bought, else the first. */
export function chosenVariant(variants: readonly Variant[], sku: string | null): Variant | undefined {
  return (
    variants.find((variant) => variant.sku === sku) ??
    variants.find((variant) => variant.in_stock) ??
    variants[0]
  )
}

/** The variant that one comes to by changing one option; the others stay where there is such a one. */
export function variantWith(
  variants: readonly Variant[],
  from: Variant,
  name: string,
  value: string,
): Variant | undefined {
  const among = variants.filter(({ options }) => options[name] === value)
  const likeness = ({ options }: Variant) =>
    Object.keys(from.options).filter((other) => options[other] === from.options[other]).length
  return [...among].sort((a, b) => likeness(b) - likeness(a) || Number(b.in_stock) - Number(a.in_stock))[0]
}

export interface Limits {
  readonly min: number
  readonly max: number
}

/** The API takes no more than this at once, whatever a product says. */
const MOST = 100

/** How many can be bought at once; `max` is below `min` where none can. */
export function limitsOf(
  product: Pick<Product, 'min_order_quantity' | 'max_order_quantity'>,
  variant: Pick<Variant, 'available_quantity'> | undefined,
): Limits {
  const min = Math.max(1, product.min_order_quantity)
  const max = Math.min(product.max_order_quantity ?? MOST, variant?.available_quantity ?? 0, MOST)
  return { min, max }
}

/** `colour: indigo` for people: the words of the options, without their names. */
export function optionText(options: Readonly<Record<string, string>>): string {
  return Object.values(options).join(' · ')
}
