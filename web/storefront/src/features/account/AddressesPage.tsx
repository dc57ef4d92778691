import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { AccountFrame } from './AccountFrame.tsx'
import { AddressCard } from './AddressCard.tsx'
import { AddressForm } from './AddressForm.tsx'
import { addressesQuery, type SavedAddress } from './queries.ts'

export function Component() {
  const { t } = useTranslation('account')
  return (
    <AccountFrame title={t('addresses.title')}>
      <AddressBook />
    </AccountFrame>
  )
}

function AddressBook() {
  const { t } = useTranslation('account')
  const { data: addresses, error, refetch } = useQuery(addressesQuery)
  const [edited, setEdited] = useState<SavedAddress | 'new'>()
  const close = () => setEdited(undefined)
  if (error && !addresses) return <ErrorState problem={error} retry={() => void refetch()} />
  if (!addresses) return <Skeleton className="h-48 w-full" />
  const add = <Button onClick={() => setEdited('new')}>{t('addresses.add')}</Button>
  return (
    <>
      {addresses.length === 0 ? (
        <EmptyState title={t('addresses.empty_title')} text={t('addresses.empty_text')} icon="person" action={add} />
      ) : (
        <>
          <ul className="grid gap-4 sm:grid-cols-2">
            {addresses.map((address) => (
              <AddressCard key={address.id} address={address} edit={() => setEdited(address)} />
            ))}
          </ul>
          <div>{add}</div>
        </>
      )}
      <Dialog
        open={edited !== undefined}
        close={close}
        title={t(edited === 'new' ? 'addresses.new_title' : 'addresses.edit_title')}
      >
        {edited && <AddressForm address={edited === 'new' ? undefined : edited} done={close} />}
      </Dialog>
    </>
  )
}
