import { vi } from 'vitest'

import { mailSink } from './ground.ts'

interface Mail {
  readonly subject: string
  readonly text: string
}

/** The link that stands alone on its line in the newest mail about this, once it is there. */
export async function linkInMail(to: string, about: RegExp): Promise<string> {
  return vi.waitFor(
    async () => {
      const answer = await fetch(`${mailSink}/api/messages?to=${encodeURIComponent(to)}`)
      const { messages } = (await answer.json()) as { messages: readonly Mail[] }
      const mail = messages.find(({ subject, text }) => about.test(`${subject}\n${text}`))
      const link = /^https?:\S+$/m.exec(mail?.text ?? '')?.[0]
      if (link === undefined) throw new Error(`no mail to ${to} about ${String(about)}`)
      return link
    },
    { timeout: 30_000, interval: 100 },
  )
}
