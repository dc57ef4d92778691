import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useState } from 'react'

import { Raw } from '../../show/Raw.tsx'
import { Section } from '../../show/Section.tsx'

import { pretty } from '../../show/pretty.ts'
import type { WebhookDetail } from './payment.ts'

type Form = 'pretty' | 'text' | 'base64'

/** What was in it: laid out, as text, or byte for byte. */
export function BodySection({ webhook }: { readonly webhook: WebhookDetail }) {
  const laidOut = pretty(webhook.body)
  const [form, setForm] = useState<Form>('pretty')
  const texts: Readonly<Record<Form, string>> = {
    pretty: laidOut ?? webhook.body,
    text: webhook.body,
    base64: webhook.body_base64,
  }
  return (
    <Section
      title="Body"
      aside={
        <ToggleButtonGroup
          exclusive
          size="small"
          aria-label="Shown as"
          value={form}
          onChange={(_, chosen: Form | null) => {
            if (chosen) setForm(chosen)
          }}
        >
          <ToggleButton value="pretty" disabled={laidOut === undefined}>
            Laid out
          </ToggleButton>
          <ToggleButton value="text">As sent</ToggleButton>
          <ToggleButton value="base64">Base64</ToggleButton>
        </ToggleButtonGroup>
      }
    >
      <Raw label="Body" text={texts[form]} />
    </Section>
  )
}
