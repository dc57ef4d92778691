import { useState } from 'react'

import { Choice } from '../../show/Choice.tsx'
import { pretty } from '../../show/pretty.ts'
import { Raw } from '../../show/Raw.tsx'
import { Section } from '../../show/Section.tsx'

import type { WebhookDetail } from './payment.ts'

const FORMS = { pretty: 'Laid out', text: 'As sent', base64: 'Base64' }

/** What was in it: laid out where it is JSON, as text, or byte for byte. */
export function BodySection({ webhook }: { readonly webhook: WebhookDetail }) {
  const [form, setForm] = useState<keyof typeof FORMS>('pretty')
  const texts = {
    pretty: pretty(webhook.body) ?? webhook.body,
    text: webhook.body,
    base64: webhook.body_base64,
  }
  return (
    <Section
      title="Body"
      aside={<Choice label="Shown as" of={FORMS} value={form} choose={setForm} />}
    >
      <Raw label="Raw body" text={texts[form]} />
    </Section>
  )
}
