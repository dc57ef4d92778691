import { journey } from '../journey.ts'
import { answerPrompt, ownPhoneNumber } from '../payer.ts'
import { somethingOnSale } from '../sales.ts'
import { orderAsGuest, withoutReload } from '../shopping.ts'

journey('a guest declines on the phone and pays another way', async (visitor) => {
  const phone = ownPhoneNumber()
  await orderAsGuest(visitor, (await somethingOnSale()).name, phone)

  await withoutReload(visitor, async () => {
    await answerPrompt(phone, 'decline')
    await visitor.hears('Payment failed')
    await visitor.choose('Cash on delivery')
    await visitor.press('button', 'Pay')
    await visitor.hears('Confirmed')
  })
})
