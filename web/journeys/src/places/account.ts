import type { Opening, Place } from '../look.ts'
import { button, heading, sign, text } from '../sign.ts'
import { dialog } from './opening.ts'

/** Asks for what is missing as soon as it is sent. */
const UNFILLED_ADDRESS: Opening = {
  name: 'a new address left empty',
  async open(visitor) {
    await visitor.press('button', 'Add address')
    await visitor.within('dialog', 'New address').press('button', 'Save address')
  },
  known: (visitor) => visitor.within('dialog', 'New address').text('Please fill this in.'),
}

/** The pages of a customer with an address and with something in the cart. */
export const OF_A_CUSTOMER: readonly Place[] = [
  {
    at: '/account',
    known: [heading('Your profile'), sign('textbox', 'Full name')],
    opens: [dialog('Delete account', /^Delete your account/)],
  },
  {
    at: '/account/addresses',
    known: [heading('Your addresses'), text('Kimathi Street 4')],
    opens: [
      dialog('Add address', 'New address'),
      UNFILLED_ADDRESS,
      dialog(/^Edit the address/, 'Edit address'),
      dialog(/^Delete the address/, 'Delete this address?'),
    ],
  },
  {
    at: '/account/security',
    known: [heading('Security'), text('This device')],
    opens: [dialog('Sign out everywhere', 'Sign out on every device?')],
  },
  { at: '/orders', known: [heading('Your orders'), sign('link', /^Order/)] },
  { at: '/checkout', known: [heading('Delivery address'), button('Place order')] },
]
