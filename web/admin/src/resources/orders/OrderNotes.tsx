import Typography from '@mui/material/Typography'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { Section } from '../../show/Section.tsx'

import { note } from './actions/note.tsx'
import { useAbilities } from './guards.ts'
import type { Order } from './order.ts'

export function OrderNotes({ order }: { readonly order: Order }) {
  const mayAmend = useAbilities(order).has('amend')
  return (
    <Section title="Notes" aside={mayAmend && <ActionButton action={note(order)} />}>
      <Typography
        variant="body2"
        color={order.notes ? 'text.primary' : 'text.secondary'}
        sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {order.notes ?? 'None'}
      </Typography>
    </Section>
  )
}
