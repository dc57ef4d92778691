import Card from '@mui/material/Card'
import CardActionArea from '@mui/material/CardActionArea'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { Link } from 'react-router-dom'

import { Age } from '../../show/Age.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { wordsOf } from '../../show/tones.ts'

import type { Order } from './order.ts'

/** An order in short, leading to its page. */
export function BoardCard({ order }: { readonly order: Order }) {
  const { id, number, contact, total, created_at, payment_status } = order
  return (
    <Card variant="outlined">
      <CardActionArea component={Link} to={`/orders/${id}/show`} sx={{ p: 1.25 }}>
        <Typography component="span" variant="subtitle2" noWrap sx={{ display: 'block' }}>
          {number}
        </Typography>
        <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1 }}>
          <Typography component="span" variant="body2" noWrap>
            {contact.full_name || contact.email}
          </Typography>
          <Typography component="span" variant="body2" color="text.secondary" noWrap sx={{ flexShrink: 0 }}>
            <Age of={created_at} />
          </Typography>
        </Stack>
        <Stack direction="row" sx={{ justifyContent: 'space-between', gap: 1 }}>
          <Typography component="span" variant="body2">
            <MoneyText money={total} />
          </Typography>
          <Typography component="span" variant="body2" color="text.secondary">
            {wordsOf(payment_status)}
          </Typography>
        </Stack>
      </CardActionArea>
    </Card>
  )
}
