import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useId } from 'react'
import { useTranslate } from 'react-admin'

import { PriceFields } from '../../../ui/PriceFields.tsx'
import { useShop } from '../../../ui/useShop.ts'
import type { Variant } from '../types.ts'
import { OptionRows } from './OptionRows.tsx'
import { useDraft } from './useDraft.ts'

interface Props {
  readonly productId: string
  /** Absent for a new one. */
  readonly variant: Variant | undefined
  readonly close: () => void
}

export function VariantDialog({ productId, variant, close }: Props) {
  const id = useId()
  const translate = useTranslate()
  const say = (what: string) => translate(`resources.products.variants.${what}`)
  const currencies = useShop()?.currencies ?? []
  const { draft, write, wrongs, trouble, busy, submit } = useDraft(productId, variant, close)
  const told = (what: string, hint?: string) => {
    const words = wrongs[what]
    return { error: words !== undefined, helperText: words ? say(words) : hint }
  }
  return (
    <Dialog open fullWidth maxWidth="sm" onClose={busy ? undefined : close} aria-labelledby={id}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <DialogTitle id={id}>{say(variant ? 'dialog_edit' : 'add')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
          <TextField
            label={say('sku')}
            value={draft.sku}
            required
            autoFocus
            autoComplete="off"
            {...told('sku')}
            onChange={({ target }) => { write({ sku: target.value }) }}
          />
          <OptionRows options={draft.options} wrongs={wrongs} change={(options) => { write({ options }) }} />
          <PriceFields
            label={say('price')}
            hint={say('prices_hint')}
            currencies={currencies}
            prices={draft.prices}
            change={(prices) => { write({ prices }) }}
          />
          <TextField
            label={say('weight')}
            value={draft.weight}
            {...told('weight')}
            slotProps={{ htmlInput: { inputMode: 'numeric' } }}
            onChange={({ target }) => { write({ weight: target.value }) }}
          />
          {!variant && (
            <TextField
              label={say('initial_stock')}
              value={draft.stock}
              {...told('stock')}
              slotProps={{ htmlInput: { inputMode: 'numeric' } }}
              onChange={({ target }) => { write({ stock: target.value }) }}
            />
          )}
          {trouble && <Alert severity="error">{trouble}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={close} disabled={busy}>
            {translate('common.cancel')}
          </Button>
          <Button type="submit" variant="contained" loading={busy}>
            {variant ? translate('common.save') : say('add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
