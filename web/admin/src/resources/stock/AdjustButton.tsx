import Tune from '@mui/icons-material/Tune'
import { useRecordContext, useTranslate } from 'react-admin'

import { keyed, type Action } from '../../actions/action.ts'
import { ActionButton } from '../../actions/ActionButton.tsx'
import { api } from '../../app/api.ts'
import type { StockLevel } from './types.ts'

/** Add units or take some away, with the reason that is kept. */
export function AdjustButton() {
  const translate = useTranslate()
  const level = useRecordContext<StockLevel>()
  if (!level) return null
  const { variant_id, on_hand, reserved } = level
  const say = (what: string) => translate(`resources.stock.${what}`, { on_hand, reserved })
  const action: Action = {
    label: say('adjust'),
    icon: <Tune />,
    sentence: `${level.sku}: ${say('adjust_sentence')}`,
    fields: [
      {
        name: 'delta',
        label: say('delta'),
        hint: say('delta_hint'),
        required: true,
        wrong: (text) => (deltaOf(text) ? undefined : say('delta_wrong')),
      },
      { name: 'reason', label: say('reason'), hint: say('reason_hint'), required: true },
    ],
    run: ({ delta = '', reason = '' }, key) =>
      api.POST('/api/v1/admin/stock-levels/{variant_id}/adjustments', {
        params: { path: { variant_id }, header: keyed(key) },
        body: { delta: deltaOf(delta) ?? 0, reason: reason.trim() },
      }),
    done: say('adjusted'),
  }
  // A press here is no press on the row of the table around it.
  return (
    <span
      role="presentation"
      onClick={(event) => {
        event.stopPropagation()
      }}
    >
      <ActionButton action={action} />
    </span>
  )
}

/** A whole number but 0, with a plus or a minus; undefined for any other text. */
export function deltaOf(text: string): number | undefined {
  const match = /^[+-]?\d{1,7}$/.exec(text.trim().replace('\u2212', '-'))
  return match ? Number(match[0]) || undefined : undefined
}
