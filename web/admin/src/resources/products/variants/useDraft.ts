import { Problem } from '@soko/client'
import { useState } from 'react'
import { useNotify, useRefresh } from 'react-admin'

import { keyed } from '../../../actions/action.ts'
import { inWords } from '../../../actions/words.ts'
import { api } from '../../../app/api.ts'
import type { Variant } from '../types.ts'
import { added, draftOf, patched, wrongs, type Draft, type Wrongs } from './draft.ts'

/** One opened dialog: what was typed, what is wrong with it, and one key for all its tries. */
export function useDraft(productId: string, variant: Variant | undefined, close: () => void) {
  const notify = useNotify()
  const refresh = useRefresh()
  const [key] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState(() => draftOf(variant))
  const [found, setFound] = useState<Wrongs>({})
  const [trouble, setTrouble] = useState<string>()
  const [busy, setBusy] = useState(false)

  async function send(): Promise<void> {
    const wrong = wrongs(draft)
    setFound(wrong)
    setTrouble(undefined)
    if (Object.keys(wrong).length > 0) return
    setBusy(true)
    try {
      await (variant ? change(productId, variant, draft) : add(productId, draft, key))
      notify(`resources.products.variants.${variant ? 'changed' : 'added'}`, { type: 'success' })
      refresh()
      close()
    } catch (error) {
      setTrouble(reason(error))
    } finally {
      setBusy(false)
    }
  }

  return {
    draft,
    wrongs: found,
    trouble,
    busy,
    write: (part: Partial<Draft>) => {
      setDraft((before) => ({ ...before, ...part }))
    },
    submit: () => void send(),
  }
}

function add(productId: string, draft: Draft, key: string) {
  return api.POST('/api/v1/admin/products/{product_id}/variants', {
    params: { path: { product_id: productId }, header: keyed(key) },
    body: added(draft),
  })
}

function change(productId: string, variant: Variant, draft: Draft) {
  return api.PATCH('/api/v1/admin/products/{product_id}/variants/{variant_id}', {
    params: { path: { product_id: productId, variant_id: variant.id } },
    body: patched(draft, variant),
  })
}

/** The first thing that the API says is wrong, else what happened. */
function reason(error: unknown): string {
  const first = error instanceof Problem ? Object.values(error.fields)[0] : undefined
  return first?.detail ?? inWords(error)
}
