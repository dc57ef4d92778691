import type { components } from '@soko/client'

/** react-admin wants an id; a stock level is found by its variant. */
export type StockLevel = components['schemas']['catalog_StockLevelOut'] & { readonly id: string }
export type Movement = components['schemas']['catalog_MovementOut']

/** Below this a variant is shown as running low. */
export const LOW = 5

export function optionsOf({ options }: Pick<StockLevel, 'options'>): string {
  return Object.values(options).join(' / ')
}
