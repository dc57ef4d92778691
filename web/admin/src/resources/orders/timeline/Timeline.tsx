import FormControlLabel from '@mui/material/FormControlLabel'
import Skeleton from '@mui/material/Skeleton'
import Switch from '@mui/material/Switch'
import { useState } from 'react'

import { Section } from '../../../show/Section.tsx'

import type { Entry } from './lanes.ts'
import { layOut } from './layout.ts'
import { Story } from './Story.tsx'

/** All that happened around the order, in every service, as one picture. */
export function Timeline({ entries }: { readonly entries: readonly Entry[] | undefined }) {
  const [messages, setMessages] = useState(false)
  return (
    <Section
      title="Timeline"
      aside={
        <FormControlLabel
          label="Messages between services"
          slotProps={{ typography: { variant: 'body2' } }}
          control={
            <Switch
              size="small"
              checked={messages}
              onChange={(_, checked) => {
                setMessages(checked)
              }}
            />
          }
        />
      }
    >
      {entries ? (
        <Story picture={layOut(entries, { messages })} />
      ) : (
        <Skeleton variant="rounded" height={240} />
      )}
    </Section>
  )
}
