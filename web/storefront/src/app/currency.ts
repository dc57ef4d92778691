import { useCell } from './cell.ts'
import { useShop, type ShopOut } from './shop.ts'
import { stored } from './stored.ts'

/** The currency that prices are shown in, where the visitor chose one. */
export const chosenCurrency = stored('soko.currency')

export function currencyOf(shop: ShopOut, chosen: string | undefined): string {
  return chosen !== undefined && shop.currencies.includes(chosen) ? chosen : shop.default_currency
}

export function useCurrency(): readonly [code: string, set: (code: string) => void] {
  return [currencyOf(useShop(), useCell(chosenCurrency)), chosenCurrency.set]
}
