import { body } from '@soko/client'

import type { Place } from '../look.ts'
import { ADMIN, apiOf } from '../people.ts'
import type { ProductItem } from '../sales.ts'
import { button, heading, sign } from '../sign.ts'
import { dialog, unfilled } from './opening.ts'

/** A file that is no picture: why it is refused is told where pictures on their way stand. */
const NO_PICTURE = { name: 'no-picture.txt', mimeType: 'text/plain', buffer: Buffer.from('words') }

/** The admin's pages about one thing of each kind that is no order and no money. */
export async function thingsOfTheShop(product: ProductItem): Promise<readonly Place[]> {
  const staff = await apiOf(ADMIN)
  const levels = await body(
    staff.GET('/api/v1/admin/stock-levels', { params: { query: { product_id: product.id } } }),
  )
  const customers = await body(staff.GET('/api/v1/admin/users'))
  const roles = await body(staff.GET('/api/v1/admin/roles'))
  const methods = await body(staff.GET('/api/v1/admin/shipping-methods'))
  const rates = await body(staff.GET('/api/v1/admin/tax-rates'))
  const level = first(levels.items)
  const customer = first(customers.items)
  const role = first(roles.items.filter((one) => !one.protected))
  return [
    {
      at: `/admin/products/${product.id}`,
      known: [heading('Pictures'), button('Add variant')],
      opens: [
        dialog('Add variant'),
        dialog(/^Change variant/, 'Change variant'),
        dialog('Delete picture 1'),
        dialog('Delete', /^Delete/),
        {
          name: 'a file that is no picture',
          open: (visitor) => visitor.choosePictures('Choose pictures', [NO_PICTURE]),
          known: button('Dismiss'),
          close: (visitor) => visitor.press('button', 'Dismiss'),
        },
      ],
    },
    {
      at: `/admin/stock/${level.variant_id}/show`,
      known: [heading(level.sku), sign('region', 'Movements')],
      opens: [unfilled('Adjust stock', 'is needed')],
    },
    {
      at: `/admin/customers/${customer.id}/show`,
      known: [heading('Account'), heading('Newest orders')],
      opens: [dialog('Change roles', /^Roles of/), dialog('Force sign-out'), dialog('Suspend'), dialog('Erase')],
    },
    { at: `/admin/customers/${customer.id}`, known: [sign('textbox', 'Username'), button('Save')] },
    {
      at: `/admin/roles/${role.id}`,
      known: [heading('Role'), sign('textbox', 'Name')],
      opens: [dialog('Delete', /^Delete/)],
    },
    {
      at: `/admin/shipping-methods/${first(methods.items).id}`,
      known: [heading(/^Shipping method /), sign('textbox', 'Name')],
      opens: [dialog('Delete', /^Delete/)],
    },
    {
      at: `/admin/tax-rates/${first(rates.items).id}`,
      known: [heading(/^Tax rate /), sign('spinbutton', 'Rate in percent')],
      opens: [dialog('Delete', /^Delete/)],
    },
  ]
}

export function first<T>(items: readonly T[]): T {
  const [found] = items
  if (!found) throw new Error('the list is empty')
  return found
}
