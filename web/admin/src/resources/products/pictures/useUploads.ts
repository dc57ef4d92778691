import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'

import { inWords } from '../../../actions/words.ts'
import { objection } from './accept.ts'
import { upload } from './upload.ts'

export interface Sending {
  readonly key: string
  readonly file: File
  /** From 0 to 1. */
  readonly part: number
  readonly trouble?: string
  /** Whether another try may help. */
  readonly refused?: boolean
}

export interface Uploads {
  readonly sendings: readonly Sending[]
  readonly add: (files: readonly File[]) => void
  readonly retry: (sending: Sending) => void
  readonly dismiss: (sending: Sending) => void
}

/** Pictures on their way to the shop, one after the other, so that they arrive in order. */
export function useUploads(productId: string): Uploads {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const [sendings, setSendings] = useState<readonly Sending[]>([])

  function change(key: string, changes: Partial<Sending> | undefined): void {
    setSendings((before) =>
      changes
        ? before.map((one) => (one.key === key ? { ...one, ...changes } : one))
        : before.filter((one) => one.key !== key),
    )
  }

  async function send({ key, file }: Sending): Promise<void> {
    try {
      await upload({ productId, file, key, progress: (part) => { change(key, { part }) } })
      change(key, undefined)
      notify('resources.products.pictures.uploaded', { type: 'success', messageArgs: { file: file.name } })
      refresh()
    } catch (error) {
      change(key, { trouble: inWords(error) })
    }
  }

  async function sendAll(waiting: readonly Sending[]): Promise<void> {
    for (const sending of waiting) await send(sending)
  }

  return {
    sendings,
    add: (files) => {
      const added = files.map((file) => begun(file, translate))
      setSendings((before) => [...before, ...added])
      void sendAll(added.filter(({ refused }) => !refused))
    },
    retry: (sending) => {
      setSendings((before) => before.map((one) => (one.key === sending.key ? anew(one) : one)))
      void send(sending)
    },
    dismiss: ({ key }) => {
      change(key, undefined)
    },
  }
}

function begun(file: File, translate: ReturnType<typeof useTranslate>): Sending {
  const against = objection(file)
  const sending = { key: crypto.randomUUID(), file, part: 0 }
  if (!against) return sending
  const trouble = translate(`resources.products.pictures.${against.words}`, against.values)
  return { ...sending, trouble, refused: true }
}

function anew({ key, file }: Sending): Sending {
  return { key, file, part: 0 }
}
