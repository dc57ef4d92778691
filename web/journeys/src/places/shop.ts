import type { Opening, Place } from '../look.ts'
import type { ProductItem } from '../sales.ts'
import { button, heading, sign, text } from '../sign.ts'
import { dialog } from './opening.ts'

const USED_UP = 'used-up-long-ago-so-that-it-is-refused'

const THE_CART: Opening = {
  name: 'the cart',
  async open(visitor) {
    await visitor.press('button', 'Add to cart')
    await visitor.press('button', /^Cart.*1/)
  },
  known: sign('link', 'Checkout'),
}
const EMPTY_CART: Opening = {
  name: 'an empty cart',
  open: (visitor) => visitor.press('button', 'Cart'),
  known: button('Go on looking'),
}

/** What everybody may see, with nothing in the cart yet. */
export function openToAll({ name, slug, category }: ProductItem): readonly Place[] {
  return [
    {
      at: '/',
      known: [heading('Chosen for you'), sign('link', new RegExp(name))],
      opens: [
        { ...dialog('Menu'), on: 'phone' },
        { ...dialog('Preferences'), on: 'desktop' },
        EMPTY_CART,
      ],
    },
    {
      at: `/c/${category.slug}`,
      known: [heading(category.name), sign('link', new RegExp(name))],
      opens: [
        {
          name: 'filters',
          on: 'phone',
          open: (visitor) => visitor.press('button', 'Filters'),
          known: button('Apply the price range'),
          close: (visitor) => visitor.press('button', 'Filters'),
        },
      ],
    },
    { at: '/search?q=coffee', known: [heading(/coffee/), sign('link', /coffee/i)] },
    { at: '/search?q=nothing-is-called-so', known: [text('We found nothing like it')] },
    { at: '/login', known: [heading('Sign in'), sign('textbox', 'Password')] },
    { at: '/register', known: [heading('Create an account'), sign('textbox', 'Full name')] },
    { at: '/forgot', known: [heading('Forgot your password?'), button('Send the link')] },
    { at: `/reset?token=${USED_UP}`, known: [heading('Set a new password'), button('Save password')] },
    { at: `/confirm?token=${USED_UP}`, known: [text('This link does not work any more')] },
    { at: '/checkout', known: [text('There is nothing to check out')] },
    { at: '/legal/terms', known: [heading('Terms and conditions')] },
    { at: '/nowhere', known: [heading('There is nothing here')] },
    { at: `/p/${slug}`, known: [heading(name), button('Add to cart')], opens: [THE_CART] },
  ]
}

/** The checkout of a guest who has something in the cart. */
export const CHECKOUT: Place = {
  at: '/checkout',
  known: [heading('Delivery address'), button('Place order')],
}
