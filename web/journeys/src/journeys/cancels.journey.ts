import { journey } from '../journey.ts'
import { linkInMail } from '../mail.ts'
import { answerPrompt, ownPhoneNumber } from '../payer.ts'
import { somethingOnSale } from '../sales.ts'
import { orderAsGuest } from '../shopping.ts'

journey('a guest cancels, and finds the order again by its mail', async (visitor) => {
  const phone = ownPhoneNumber()
  const email = await orderAsGuest(visitor, (await somethingOnSale()).name, phone)
  await answerPrompt(phone, 'decline')
  await visitor.hears('Payment failed')

  await visitor.press('button', 'Cancel order')
  await visitor.within('dialog').press('button', 'Cancel order')
  await visitor.hears('Cancelled')

  await visitor.open(await linkInMail(email, /cancelled/i))
  await visitor.hears('Cancelled')
})
