import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useToast } from '../../ui/toast.ts'
import { deviceOf } from './device.ts'
import { forgetVisitor } from './visit.ts'
import { devicesQuery, type SignedInDevice } from './queries.ts'
import { Section } from './Section.tsx'

export function Devices() {
  const { t } = useTranslation('account')
  const { data: devices, error, refetch } = useQuery(devicesQuery)
  const [isAsked, setAsked] = useState(false)
  return (
    <Section title={t('security.sessions_title')}>
      {!devices && !error && <Skeleton className="h-32 w-full" />}
      {!devices && error && <ErrorState problem={error} retry={() => void refetch()} />}
      <ul className="divide-y divide-line">
        {devices?.map((device) => <DeviceRow key={device.id} device={device} />)}
      </ul>
      <div>
        <Button variant="secondary" onClick={() => setAsked(true)}>{t('security.everywhere')}</Button>
      </div>
      <Dialog
        open={isAsked}
        close={() => setAsked(false)}
        title={t('security.everywhere_ask')}
        description={t('security.everywhere_text')}
      >
        <Everywhere keep={() => setAsked(false)} />
      </Dialog>
    </Section>
  )
}

function DeviceRow({ device }: { readonly device: SignedInDevice }) {
  const { t, i18n } = useTranslation('account')
  const toast = useToast()
  const words = useProblemText()
  const queryClient = useQueryClient()
  const known = deviceOf(device.user_agent)
  const name = known ? t('security.device', { ...known }) : t('security.unknown_device')
  const used = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  const end = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: device.id } } }),
    onSuccess: async () => {
      toast(t('security.ended'))
      await queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey })
    },
    onError: (problem) => toast(words(problem), { tone: 'danger' }),
  })
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div>
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted">
          {[t('security.used', { when: used.format(new Date(device.last_used_at)) }), device.address]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {device.current ? (
        <p className="rounded-full bg-brand-soft px-3 py-0.5 text-sm font-medium text-brand-text">
          {t('security.current')}
        </p>
      ) : (
        <Button
          variant="ghost"
          busy={end.isPending}
          aria-label={t('security.end_name', { device: name })}
          onClick={() => end.mutate()}
        >
          {t('security.end')}
        </Button>
      )}
    </li>
  )
}

function Everywhere({ keep }: { readonly keep: () => void }) {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const toast = useToast()
  const words = useProblemText()
  const leave = useMutation({
    mutationFn: () => api.POST('/api/v1/auth/logout-all'),
    onSuccess: async () => {
      await navigate('/', { flushSync: true })
      await forgetVisitor()
      toast(t('nav.signed_out'))
    },
    onError: (problem) => toast(words(problem), { tone: 'danger' }),
  })
  return (
    <div className="flex flex-wrap gap-3">
      <Button variant="danger" busy={leave.isPending} onClick={() => leave.mutate()}>
        {t('security.everywhere')}
      </Button>
      <Button variant="ghost" onClick={keep}>{t('security.keep')}</Button>
    </div>
  )
}
