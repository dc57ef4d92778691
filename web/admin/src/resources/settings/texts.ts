/** Of the page of the shop's own settings, and of what all settings share. */
export const texts = {
  nav: 'Settings of',
  pages: {
    settings: 'Shop',
    'shipping-methods': 'Shipping',
    'tax-rates': 'Tax rates',
    'payment-providers': 'Payment providers',
  },
  looks: 'Name and looks',
  selling: 'Where and how you sell',
  legal: 'Legal texts',
  fields: {
    name: 'Name of the shop',
    logo_url: 'Address of the logo',
    currencies: 'Currencies',
    default_currency: 'Default currency',
    languages: 'Languages',
    countries: 'Countries',
    'countries.code': 'Country',
    'countries.tax_included': 'Prices there contain tax',
    'colours.primary': 'Main colour',
    'colours.accent': 'Accent colour',
  },
  legal_texts: {
    imprint: 'Imprint',
    terms: 'Terms of sale',
    privacy: 'Privacy',
    returns: 'Returns',
  },
  hints: {
    logo_url: 'An address that begins with https://, or a path such as /logo.svg; empty shows the name',
    colour: 'As #0F766E',
    currencies: 'Products and shipping need a price in each',
    legal: 'Each is a page of its own in the shop; empty takes it away',
    languages: 'In which the shop can be read',
  },
  pick: 'Pick: %{label}',
  colour_wrong: 'Write a colour such as #0F766E',
  preview: 'How it looks',
  preview_button: 'Add to cart',
  preview_price: 'On sale',
}

export const shippingTexts = {
  fields: {
    code: 'Code',
    name: 'Name',
    prices: 'Price',
    countries: 'Countries',
    days: 'Days',
    min_days: 'Arrives after at least (days)',
    max_days: 'Arrives after at most (days)',
    active: 'Offered',
  },
  hints: { code: 'Small letters, digits, _ and -; never changes', countries: 'Empty: everywhere you sell' },
  everywhere: 'Everywhere',
  price: 'Price',
}

export const taxTexts = {
  fields: { country: 'Country', tax_class: 'Tax class', basis_points: 'Rate in percent' },
  hints: { tax_class: 'As products name it; most are standard' },
}

export const providerTexts = {
  on: 'On',
  off: 'Off',
  switch: 'Offer %{name} to customers',
  switched_on: '%{name} is offered again',
  switched_off: '%{name} is not offered any more',
  unconfigured: 'Not set up: its secrets are missing from the environment.',
  kinds: { card: 'Card', mobile_money: 'Mobile money', cash: 'Cash', bank: 'Bank' },
  limits: 'Limits',
  limit: 'From %{minimum}',
  limit_to: '%{minimum} to %{maximum}',
  set_limits: 'Set limits in %{currency}',
  limits_sentence: 'Orders below or above are not offered this provider. Leave both empty for its own limits.',
  minimum: 'At least',
  maximum: 'At most',
  amount_wrong: 'Write an amount such as 1250',
  limits_set: 'The limits are set',
}
