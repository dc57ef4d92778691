import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { Title, useTranslate } from 'react-admin'

import { Trouble } from '../../../ui/Trouble.tsx'
import { SettingsNav } from '../SettingsNav.tsx'
import { ProviderCard } from './ProviderCard.tsx'
import { useProviders } from './useProviders.ts'

/** By whom customers can pay. */
export default function Providers() {
  const translate = useTranslate()
  const { data, error, refetch } = useProviders()
  return (
    <Box sx={{ maxWidth: 900, mb: 4 }}>
      <Title title={translate('resources.payment-providers.name', { smart_count: 2 })} />
      <SettingsNav />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 320px), 1fr))' }}>
        {data?.map((provider) => <ProviderCard key={provider.code} provider={provider} />)}
        {!data && !error && ['a', 'b', 'c'].map((key) => <Skeleton key={key} variant="rounded" height={180} />)}
      </Box>
      {error && <Trouble error={error} retry={() => void refetch()} />}
    </Box>
  )
}
