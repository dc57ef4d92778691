import { journey } from '../journey.ts'
import { answerPrompt, ownPhoneNumber } from '../payer.ts'
import { picture } from '../record.ts'
import { somethingOnSale } from '../sales.ts'
import { becomeCustomer, NAIROBI, placeOrder, putInCart, toCheckout, withoutReload } from '../shopping.ts'

journey('a guest becomes a customer and pays by phone', async (visitor, way) => {
  const basket = await somethingOnSale()
  const phone = ownPhoneNumber()
  await visitor.open('/')
  if (way.name !== 'keyboard') await picture(visitor.page, `home-on-a-${way.name}`)
  await putInCart(visitor, basket.name)
  await becomeCustomer(visitor, 'Wanjiku Kamau')
  await toCheckout(visitor)
  await placeOrder(visitor, { address: NAIROBI, country: 'Kenya', provider: 'M-Pesa', phone })
  await visitor.hears('Waiting for your phone')
  if (way.name === 'phone') await picture(visitor.page, 'prompt-on-a-phone')

  await withoutReload(visitor, async () => {
    await answerPrompt(phone, 'approve')
    await visitor.hears(/^Paid/)
  })
  if (way.name === 'desktop') await picture(visitor.page, 'order-paid')
  await visitor.press('link', 'Receipt')
  await visitor.sees('heading', 'Receipt')
  await visitor.reads(basket.name)
})
