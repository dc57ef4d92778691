interface Typed {
  readonly user_id?: string | null
  readonly items?: readonly { readonly variant_id?: string; readonly quantity?: number }[]
  readonly shipping_address?: Readonly<Record<string, string | null | undefined>>
  readonly [field: string]: unknown
}

/** What the form holds as the API takes it: which product a variant is of goes without saying. */
export function orderOf(typed: Typed) {
  const { items = [], shipping_address: address = {}, ...rest } = typed
  return {
    ...rest,
    items: items.map(({ variant_id, quantity }) => ({ variant_id, quantity })),
    shipping_address: Object.fromEntries(Object.entries(address).filter(([, part]) => part)),
  }
}

/** An order is for an account or for a guest: one of them, and not both. */
export function wrongGuest(email: string | null | undefined, { user_id }: Typed): string | undefined {
  if (user_id) return email ? 'Leave this empty for a customer with an account' : undefined
  return email ? undefined : 'Say who orders'
}
