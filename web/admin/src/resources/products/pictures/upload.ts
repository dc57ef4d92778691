import { Problem, offline, type ProblemBody } from '@soko/client'

import { session } from '../../../app/api.ts'
import type { Picture } from '../types.ts'

export interface Upload {
  readonly productId: string
  readonly file: File
  /** The same for every try of one file. */
  readonly key: string
  /** From 0 to 1. */
  readonly progress: (part: number) => void
}

/** Send one picture. fetch cannot tell how much is sent already; XMLHttpRequest can. */
export async function upload({ productId, file, key, progress }: Upload): Promise<Picture> {
  const token = await session.token()
  const form = new FormData()
  form.set('file', file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/admin/products/${productId}/images`)
    request.setRequestHeader('Idempotency-Key', key)
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) progress(loaded / total)
    })
    request.addEventListener('load', () => {
      const { status, responseText } = request
      if (status === 201) resolve(JSON.parse(responseText) as Picture)
      else reject(problem(status, responseText))
    })
    request.addEventListener('error', (event) => {
      reject(offline(event))
    })
    request.send(form)
  })
}

function problem(status: number, text: string): Problem {
  try {
    const told = JSON.parse(text) as ProblemBody
    if (typeof told.code === 'string') return new Problem(told)
  } catch {
    // A proxy's own page; its status is all there is to know.
  }
  return new Problem({ type: 'about:blank', title: String(status), status, code: 'unavailable' })
}
