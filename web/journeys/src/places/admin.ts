import type { Place } from '../look.ts'
import { button, column, heading, sign } from '../sign.ts'
import { dialog, unfolded } from './opening.ts'

/** What staff see of the shop as a whole, and of no single thing in it. */
export const OF_STAFF: readonly Place[] = [
  {
    at: '/admin',
    known: [heading('Overview'), heading('Sales over time'), heading('Low stock')],
    opens: [
      unfolded('button', /^Profile/, 'menuitem', 'Logout'),
      {
        name: 'the menu',
        on: 'phone',
        open: (visitor) => visitor.press('button', 'Open menu'),
        known: sign('dialog', 'Menu'),
      },
    ],
  },
  {
    at: '/admin/products',
    known: [heading('Products'), column('Available')],
    opens: [unfolded('button', 'Add filter', 'menuitemcheckbox'), unfolded('combobox', 'Status', 'listbox')],
  },
  { at: '/admin/products/create', known: [sign('textbox', 'Price in KES'), button('Create')] },
  {
    at: '/admin/categories',
    known: [heading('Categories'), button('New category')],
    opens: [
      dialog('New category'),
      dialog(/^New category below/),
      dialog(/^Rename/),
      dialog(/^Move (?!.* (up|down)$)/),
      dialog(/^Delete/),
    ],
  },
  {
    at: '/admin/stock',
    known: [heading('Stock'), column('Reserved')],
    opens: [dialog('Adjust stock')],
  },
  {
    at: '/admin/orders',
    known: [heading('Orders'), column('Total')],
    opens: [
      unfolded('button', 'Add filter', 'menuitemcheckbox'),
      unfolded('combobox', 'Payment', 'listbox'),
      {
        name: 'the board',
        open: (visitor) => visitor.press('button', 'Board'),
        known: sign('region', 'Orders by status'),
        close: (visitor) => visitor.press('button', 'List'),
      },
    ],
  },
  {
    at: '/admin/orders/create',
    known: [heading('New order'), heading('Delivery')],
    opens: [unfolded('combobox', 'Customer with an account', 'listbox')],
  },
  { at: '/admin/payments', known: [heading('Payments'), column('Outstanding')] },
  { at: '/admin/refunds', known: [heading('Refunds'), column('Reason')] },
  { at: '/admin/webhooks', known: [heading('Webhooks'), column('Tries')] },
  { at: '/admin/incidents', known: [heading('Incidents'), column('Detail')] },
  { at: '/admin/customers', known: [heading('Customers'), column('Confirmed')] },
  { at: '/admin/customers/create', known: [heading('New customer'), sign('textbox', 'Username')] },
  { at: '/admin/roles', known: [heading('Roles'), column('May')] },
  { at: '/admin/roles/create', known: [heading('New role'), sign('textbox', 'Name')] },
  { at: '/admin/audit', known: [heading('Audit'), column('Change')] },
  { at: '/admin/operations', known: [heading('Queues'), heading('Parked messages')] },
  { at: '/admin/settings', known: [heading('Settings'), heading('Where and how you sell')] },
  { at: '/admin/shipping-methods', known: [heading('Shipping methods'), column('Days')] },
  {
    at: '/admin/shipping-methods/create',
    known: [heading('Create Shipping method'), sign('textbox', 'Code')],
    opens: [unfolded('combobox', 'Countries', 'listbox')],
  },
  { at: '/admin/tax-rates', known: [heading('Tax rates'), column('Rate in percent')] },
  { at: '/admin/tax-rates/create', known: [heading('Create Tax rate'), sign('textbox', 'Tax class')] },
  {
    at: '/admin/payment-providers',
    known: [heading('Payment providers'), heading('M-Pesa')],
    opens: [dialog('Set limits in KES')],
  },
  { at: '/admin/nowhere', known: [heading('Not Found'), button('Go Back')] },
  {
    at: '/admin/orders/0193c9f0-0000-7000-8000-000000000000/show',
    known: [heading('Orders'), (visitor) => visitor.find('alert').filter({ hasText: 'does not exist' })],
  },
]
