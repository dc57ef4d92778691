import { queryClient } from './api.ts'
import { useCell } from './cell.ts'
import { shopQuery, useShop, type ShopOut } from './shop.ts'
import { stored } from './stored.ts'

/** The currency that prices are shown in, where the visitor chose one. */
const chosen = stored('soko.currency')

export function useCurrency(): readonly [code: string, set: (code: string) => void] {
  return [currencyOf(useShop(), useCell(chosen)), choose]
}

/** The same for what is no component; undefined until the shop is known. */
export function shownCurrency(shop = queryClient.getQueryData(shopQuery.queryKey)): string | undefined {
  return shop && currencyOf(shop, chosen.get())
}

export function currencyOf(shop: ShopOut, code: string | undefined): string {
  return code !== undefined && shop.currencies.includes(code) ? code : shop.default_currency
}

function choose(code: string): void {
  chosen.set(code)
  void queryClient.invalidateQueries({ queryKey: ['cart'] })
}
