import Step from '@mui/material/Step'
import StepLabel from '@mui/material/StepLabel'
import Stepper from '@mui/material/Stepper'
import useMediaQuery from '@mui/material/useMediaQuery'

import { Moment } from '../../show/Moment.tsx'
import { wordsOf } from '../../show/tones.ts'

import type { Order } from './order.ts'
import { stagesOf } from './progress.ts'
import type { Entry } from './timeline/lanes.ts'

interface Props {
  readonly order: Order
  readonly entries: readonly Entry[]
}

const HARMED = ['failed', 'cancelled']

/** How far the order has come, and when it came there. */
export function OrderProgress({ order, entries }: Props) {
  const narrow = useMediaQuery('(max-width: 700px)')
  const stages = stagesOf(order.status, order.created_at, entries)
  return (
    <Stepper
      component="ol"
      aria-label="Progress"
      orientation={narrow ? 'vertical' : 'horizontal'}
      alternativeLabel={!narrow}
      {...(narrow && { connector: null })}
      sx={{ p: 0, m: 0, listStyle: 'none' }}
    >
      {stages.map(({ status, at, current }) => (
        <Step
          key={status}
          component="li"
          active={current}
          completed={at !== undefined && !HARMED.includes(status)}
          aria-current={current ? 'step' : undefined}
        >
          <StepLabel
            error={current && HARMED.includes(status)}
            optional={<Moment at={at} />}
            sx={{ '& time': { typography: 'caption', color: 'text.secondary' } }}
          >
            {wordsOf(status)}
          </StepLabel>
        </Step>
      ))}
    </Stepper>
  )
}
