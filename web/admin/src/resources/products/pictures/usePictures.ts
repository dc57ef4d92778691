import { useState } from 'react'
import { useNotify, useRefresh } from 'react-admin'

import { inWords } from '../../../actions/words.ts'
import { api } from '../../../app/api.ts'

export interface PictureChanges {
  readonly busy: boolean
  readonly describe: (pictureId: string, text: string) => void
  readonly move: (pictureId: string, position: number) => void
}

/** What may be changed of a product's pictures without being asked once more. */
export function usePictures(productId: string): PictureChanges {
  const notify = useNotify()
  const refresh = useRefresh()
  const [busy, setBusy] = useState(false)

  async function change(
    pictureId: string,
    body: { readonly alt_text: string } | { readonly position: number },
    done: string,
  ): Promise<void> {
    setBusy(true)
    try {
      await api.PATCH('/api/v1/admin/products/{product_id}/images/{image_id}', {
        params: { path: { product_id: productId, image_id: pictureId } },
        body,
      })
      notify(`resources.products.pictures.${done}`, { type: 'success' })
      refresh()
    } catch (error) {
      notify(inWords(error), { type: 'error' })
    } finally {
      setBusy(false)
    }
  }

  return {
    busy,
    describe: (pictureId, text) => void change(pictureId, { alt_text: text }, 'described'),
    move: (pictureId, position) => void change(pictureId, { position }, 'moved'),
  }
}
