import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useToast } from '../../ui/toast.ts'
import { PostalAddress } from './PostalAddress.tsx'
import { addressesQuery, type SavedAddress } from './queries.ts'

interface AddressCardProps {
  readonly address: SavedAddress
  readonly edit: () => void
}

export function AddressCard({ address, edit }: AddressCardProps) {
  const { t } = useTranslation('account')
  const [isAsked, setAsked] = useState(false)
  const whose = { name: address.full_name, city: address.city }
  return (
    <li className="flex flex-col gap-3 rounded-2xl border border-line bg-surface p-5">
      <PostalAddress address={address} />
      {address.is_default && (
        <p className="self-start rounded-full bg-brand-soft px-3 py-0.5 text-sm font-medium text-brand-text">
          {t('addresses.default')}
        </p>
      )}
      <div className="mt-auto -ml-3 flex flex-wrap">
        <Button variant="ghost" aria-label={t('addresses.edit_name', whose)} onClick={edit}>
          {t('addresses.edit')}
        </Button>
        <Button variant="ghost" aria-label={t('addresses.delete_name', whose)} onClick={() => setAsked(true)}>
          {t('addresses.delete')}
        </Button>
        {!address.is_default && <MakeDefault address={address} />}
      </div>
      <Dialog open={isAsked} close={() => setAsked(false)} title={t('addresses.delete_ask')}>
        <Deletion address={address} keep={() => setAsked(false)} />
      </Dialog>
    </li>
  )
}

function MakeDefault({ address }: { readonly address: SavedAddress }) {
  const { t } = useTranslation('account')
  const toast = useToast()
  const words = useProblemText()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: () =>
      // A merge patch: only what is named changes, which the document cannot say in its types.
      api.PATCH('/api/v1/me/addresses/{address_id}', {
        params: { path: { address_id: address.id } },
        body: { is_default: true } as never,
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: addressesQuery.queryKey }),
    onError: (problem) => toast(words(problem), { tone: 'danger' }),
  })
  return (
    <Button
      variant="ghost"
      busy={change.isPending}
      aria-label={t('addresses.make_default_name', { name: address.full_name, city: address.city })}
      onClick={() => change.mutate()}
    >
      {t('addresses.make_default')}
    </Button>
  )
}

interface DeletionProps {
  readonly address: SavedAddress
  readonly keep: () => void
}

function Deletion({ address, keep }: DeletionProps) {
  const { t } = useTranslation('account')
  const toast = useToast()
  const words = useProblemText()
  const queryClient = useQueryClient()
  const deletion = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/me/addresses/{address_id}', { params: { path: { address_id: address.id } } }),
    onSuccess: async () => {
      keep()
      toast(t('addresses.deleted'))
      await queryClient.invalidateQueries({ queryKey: addressesQuery.queryKey })
    },
  })
  return (
    <div className="grid gap-5">
      <PostalAddress address={address} />
      {deletion.error && <Notice tone="danger" role="alert">{words(deletion.error)}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button variant="danger" busy={deletion.isPending} onClick={() => deletion.mutate()}>
          {t('addresses.delete')}
        </Button>
        <Button variant="ghost" onClick={keep}>{t('addresses.keep')}</Button>
      </div>
    </div>
  )
}
