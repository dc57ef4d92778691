import { journey } from '../journey.ts'
import { somethingOnSale } from '../sales.ts'
import { ADDIS, becomeCustomer, payIn, placeOrder, putInCart, toCheckout } from '../shopping.ts'

journey('a guest becomes a customer and pays on the page of a provider', async (visitor) => {
  const basket = await somethingOnSale('ETB')
  await visitor.open('/')
  await payIn(visitor, 'ETB')
  await putInCart(visitor, basket.name)
  await becomeCustomer(visitor, 'Abeba Tesfaye')
  await toCheckout(visitor)
  await placeOrder(visitor, { address: ADDIS, country: 'Ethiopia', provider: 'Chapa' })

  await visitor.press('button', /^Pay .* ETB$/)
  await visitor.hears(/^Paid/)
  await visitor.press('link', 'Receipt')
  await visitor.sees('heading', 'Receipt')
})
